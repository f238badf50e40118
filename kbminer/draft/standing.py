"""Where the posts of a thread stand to the one that answers it: who wrote them, when, and what followed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kbminer.draft.code_segments import merge_code_lines
from kbminer.draft.context import comparison_key
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.readable import bare
from kbminer.draft.sentence_signs import Standing, own_sign, words_of
from kbminer.records import Post, Thread
from kbminer.redact.posts import RedactedPost, read_post
from kbminer.text.blocks import plain
from kbminer.text.segments import Segment

MOST_BEFORE = 20  # posts before one that it may quote without a mark; people quote what stands near
FEWEST_REPEATED = 6  # words that two people don't write alike by chance
REPLY_READ = 5  # sentences of the asker's next words that show what became of an advice
_THANKS = ("thanks", "reports_fix", "opens_as_talk")
_TROUBLE = ("trouble", "denial", "asks")


@lru_cache(maxsize=2048)  # a post is read for itself, and for what it says of the ones before it
def said_in(post: RedactedPost, cues: PhraseCues) -> tuple[Segment, ...]:
    """List what a post says: its sentences without openers, its code with lines that nobody fenced."""
    return tuple(bare(segment, cues) for segment in merge_code_lines(post.segments))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredThread:
    """A thread whose answer is known.

    Parameters
    ----------
    thread
        The thread.
    solution
        The post that answers it.
    confirmed_in
        The id of the post in which the asker says that it helped.
    people
        The names that are redacted.
    cues
        The cues of its language.
    """

    thread: Thread
    solution: Post
    confirmed_in: str | None
    people: tuple[str, ...]
    cues: PhraseCues

    def asked(self) -> frozenset[str]:
        """List the longer words of its question."""
        said = said_in(read_post(self.thread.posts[0], self.people), self.cues)
        return frozenset(word for segment in said for word in words_of(segment))

    def told_before(self, post: Post) -> frozenset[str]:
        """List the sentences that others wrote before a post: what it repeats of them, it quotes.

        Parameters
        ----------
        post
            A post of the thread.
        """
        others = (each for each in self._before(post) if each.author is None or each.author != post.author)
        keys = (
            comparison_key(segment.text)
            for each in others
            for segment in read_post(each, self.people).segments
            if segment.kind == "sentence" and not segment.quoted
        )
        return frozenset(key for key in keys if key.count(" ") >= FEWEST_REPEATED - 1)

    def words_before(self, post: Post) -> str:
        """List all words before a post but for those that are quoted there, as comparison keys.

        Parameters
        ----------
        post
            A post of the thread.
        """
        read = (read_post(each, self.people).text.blocks for each in self._before(post))
        told = (plain(block.text) for blocks in read for block in blocks if block.kind != "quote")
        return comparison_key("\n".join([self.thread.title, *told]))

    def is_asked_directly(self, post: Post) -> bool:
        """Tell whether a post answers the thread's question and none that its asker put behind it.

        Parameters
        ----------
        post
            A post of the thread.
        """
        asker = self.thread.asker
        between = self.thread.posts[1 : self.thread.posts.index(post)]
        if asker is None or any(each.author == asker for each in between):
            return False
        said = said_in(read_post(self.thread.posts[0], self.people), self.cues)
        return any(own_sign(segment, self.cues, "asks") for segment in said)

    def _before(self, post: Post) -> tuple[Post, ...]:
        return self.thread.posts[: self.thread.posts.index(post)][-MOST_BEFORE:]


def standing_of(answered: AnsweredThread, post: Post) -> Standing:
    """Tell where a reply stands.

    Parameters
    ----------
    answered
        Its thread.
    post
        The reply.
    """
    thread, solution, cues = answered.thread, answered.solution, answered.cues
    confirmed_in, people = answered.confirmed_in, answered.people
    ids = [each.id for each in thread.posts]
    at, solved_at = ids.index(post.id), ids.index(solution.id)
    answer = _asker_behind(thread, at)
    said = said_in(read_post(answer, people), cues)[:REPLY_READ] if answer else ()
    by_answerer = post.author is not None and post.author == solution.author
    return Standing(
        by_asker=post.author is not None and post.author == thread.asker,
        is_solution=at == solved_at,
        by_answerer=by_answerer and at != solved_at,
        before=at < solved_at,
        behind=at > solved_at,
        is_confirmed=confirmed_in in ids and at <= ids.index(confirmed_in),
        is_thanked=any(own_sign(s, cues, name) for s in said for name in _THANKS),
        is_doubted=any(_names_trouble(s, cues) for s in said),
    )


def _asker_behind(thread: Thread, at: int) -> Post | None:
    """The asker's next post."""
    later = thread.posts[at + 1 :]
    return next((each for each in later if each.author is not None and each.author == thread.asker), None)


def _names_trouble(segment: Segment, cues: PhraseCues) -> bool:
    if own_sign(segment, cues, "reports_fix"):
        return False
    return any(own_sign(segment, cues, name) for name in _TROUBLE)
