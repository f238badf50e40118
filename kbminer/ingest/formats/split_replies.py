"""Mail threads that begin with a reply: joined by their subject with the thread that they answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

_LONGEST_SILENCE = timedelta(days=56)
"""After which a reply under the same subject answers something else: of replies that name what they answer,
99 in a hundred come sooner (docs/quality/ingest.md)."""
_SKEW = timedelta(days=1)  # by which a reply's clock, or its archive, may be ahead of what it answers
_TELLING_WORDS = (
    3  # of a subject that two people hardly choose by chance, as they do "Help" or "Plot problem"
)
_UNKNOWN_MARK = re.compile(r"\w{1,4}(?:\[\d+\])?\s*[:：]\s*")
"""What may mark replies in a language that is not known: it does where the rest is a subject, too."""
_DIGESTED = re.compile(r"(?:,|(?<!\s))\s*+\([^()]{3,60}\)\s*$")
"""The name of whose mail a digest lists stands behind its subject, and in replies to the digest."""
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailThread:
    """What tells whether a thread of mails belongs to another.

    Parameters
    ----------
    root
        The id of its first message.
    subject
        That message's subject without marks.
    replies
        Whether that message is a reply to one that was not found.
    begins, ends
        When its first and its last message were written; ``None`` where no message says.
    """

    root: str
    subject: str
    replies: bool
    begins: datetime | None
    ends: datetime | None


def homes(threads: Iterable[MailThread], *, marks_lost: bool = False) -> dict[str, str]:
    """Find for threads that begin with a reply the threads to which they belong.

    That is the latest of the same subject that began before, and in which somebody wrote within the last
    eight weeks; those without a date join the first. Subjects are the same whose letters are; a few letters
    and a colon before another thread's subject are a mark of replies.

    Parameters
    ----------
    threads
        All threads of an archive.
    marks_lost : bool, default False
        Whether the archive's replies bear no mark: then every later thread under a subject of three words
        and more counts as one.

    Returns
    -------
    dict of str to str
        The root of the home by the root of the thread; threads that stay by themselves are missing.

    Examples
    --------
    >>> day = datetime(2024, 3, 1, tzinfo=UTC)
    >>> asks = MailThread(root="a", subject="Lid sticks", replies=False, begins=day, ends=day)
    >>> homes([replace(asks, root="b", replies=True), asks])
    {'b': 'a'}
    """
    outlines = list(threads)
    subjects = {_letters(thread.subject) for thread in outlines}
    alike: defaultdict[str, list[MailThread]] = defaultdict(list)
    for thread in outlines:
        subject, is_marked = _behind_mark(thread.subject, subjects)
        may_reply = is_marked or (marks_lost and _tells(subject))
        alike[_letters(subject)].append(replace(thread, replies=thread.replies or may_reply))
    found: dict[str, str] = {}
    for letters, group in alike.items():
        if letters and len(group) > 1:
            found.update(_joined(group))
    return found


def _behind_mark(subject: str, subjects: set[str]) -> tuple[str, bool]:
    """A subject without a mark that is known by what else is left of it, and whether there was one."""
    mark, digested = _UNKNOWN_MARK.match(subject), _DIGESTED.search(subject)
    bare = (subject[mark.end() :] if mark else None, subject[: digested.start()] if digested else None)
    rest = next((each for each in bare if each and _tells(each) and _letters(each) in subjects), None)
    return (rest, True) if rest else (subject, False)


def _letters(subject: str) -> str:
    """What two subjects have in common that programs broke at different places."""
    return re.sub(r"[\W_]+", "", subject).casefold()


def _tells(subject: str) -> bool:
    return len(re.findall(r"[^\W_]+", subject)) >= _TELLING_WORDS


def _joined(group: list[MailThread]) -> Iterator[tuple[str, str]]:
    """The roots of one subject's split replies with those of their homes."""
    standing = [thread for thread in group if not thread.replies]
    for thread in sorted((each for each in group if each.replies), key=lambda each: each.begins or _NEVER):
        near = [place for place, home in enumerate(standing) if _answers(thread, home)]
        if not near:
            standing.append(thread)
            continue
        place = max(near, key=lambda each: standing[each].begins or _NEVER)
        home = standing[place]
        yield thread.root, home.root
        if thread.ends and home.ends:
            standing[place] = replace(home, ends=max(home.ends, thread.ends))


def _answers(thread: MailThread, home: MailThread) -> bool:
    if thread.begins is None or home.begins is None or home.ends is None:
        return True
    return home.begins - _SKEW <= thread.begins <= home.ends + _LONGEST_SILENCE
