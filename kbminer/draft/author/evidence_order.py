"""Which posts a model is shown first, where it can't be shown all: those that likeliest solved it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kbminer.records import Draft, Resolution, Thread

_TELLING = ("issue", "environment", "cause", "resolution", "workaround")

Place = tuple[str, str]


def solution_of(draft: Draft) -> Place | None:
    """Find the post that the first sentence of a draft's first resolution cites first."""
    for section in draft.sections:
        if section.name in ("resolution", "workaround", "cause"):
            for statement in section.statements:
                if statement.citations and statement.kind != "title":
                    return statement.citations[0].thread, statement.citations[0].post
    return None


def places_by_worth(
    draft: Draft, solution: Place, threads: Mapping[str, Thread], resolutions: Mapping[str, Resolution]
) -> list[Place]:
    """List the posts of the thread that is answered, and of the group's other threads, the likeliest first.

    Parameters
    ----------
    draft
        Composed.
    solution
        The post that is held to have solved it.
    threads
        By key, those of the draft.
    resolutions
        By key.

    Returns
    -------
    list of tuple
        Each post once: the question; the solution, the runner-up, and what was said behind each; what the
        draft cites; the rest of the thread; and of each other solved thread the same.
    """
    led = threads[solution[0]]
    found = [(led.key, led.posts[0].id), *_with_answers_to_it(led, solution[1])]
    known = resolutions.get(led.key)
    for post in (known.best_post, known.runner_up) if known else ():
        found += _with_answers_to_it(led, post) if post else ()
    found += _cited(draft)
    found += ((led.key, post.id) for post in led.posts)
    for key, thread in threads.items():
        post = _solved_by(resolutions.get(key))
        if post and thread is not led and thread.posts:
            found += [*_with_answers_to_it(thread, post), (key, thread.posts[0].id)]
    return list(dict.fromkeys(found))


def places_beside(threads: Mapping[str, Thread], resolutions: Mapping[str, Resolution]) -> list[Place]:
    """List all posts of a group's threads: who asks twice is often told the rest in the other one.

    Parameters
    ----------
    threads
        By key, those of the draft.
    resolutions
        By key.

    Returns
    -------
    list of tuple
        First what may have solved each thread, sure or not, and what its asker said behind it.
    """
    likely = [
        place
        for key, thread in threads.items()
        if (known := resolutions.get(key)) and known.best_post
        for place in _with_answers_to_it(thread, known.best_post)
    ]
    every = [(key, post.id) for key, thread in threads.items() for post in thread.posts]
    return list(dict.fromkeys((*likely, *every)))


def _with_answers_to_it(thread: Thread, post_id: str) -> Iterator[Place]:
    """A post, and what follows it up to the asker's next word."""
    ids = [post.id for post in thread.posts]
    for post in thread.posts[ids.index(post_id) :] if post_id in ids else ():
        yield thread.key, post.id
        if post.id != post_id and post.author is not None and post.author == thread.asker:
            return


def _solved_by(known: Resolution | None) -> str | None:
    return known.best_post if known is not None and known.is_solved else None


def _cited(draft: Draft) -> Iterator[Place]:
    for section in draft.sections:
        if section.name in _TELLING:
            for statement in section.statements:
                yield from ((citation.thread, citation.post) for citation in statement.citations)
