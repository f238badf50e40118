"""Hand-written threads from which the tests of drafting compose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np

from kbminer.draft import compose_draft, gather_evidence
from kbminer.draft.solutions import Bars
from kbminer.records import Cue, Draft, Group, Post, Question, Resolution, Statement, Thread

COMPOSED = Bars(signed=0.0)


def post(number: int, body: str, author: str = "helper_hana", **fields: object) -> Post:
    """Make a Markdown post; its date follows from its number unless one is given."""
    told = {
        "created_at": datetime(2024, 3, number, tzinfo=UTC),
        "url": f"https://forum.example.org/p/{number}",
        "format": "markdown",
    } | fields
    return Post(id=str(number), author=author, body=body, **told)  # type: ignore[arg-type]


def thread(id: str, title: str, ask: str, *replies: Post, **fields: object) -> Thread:
    """Make a thread that ``asker_ada`` opens."""
    first = post(1, ask, author="asker_ada", url=f"https://forum.example.org/t/{id}")
    return Thread(id=id, source="demo", title=title, posts=(first, *replies), **fields)  # type: ignore[arg-type]


def solved(one: Thread, by: str, **fields: object) -> Resolution:
    """Declare a post of a thread the accepted one."""
    return Resolution(thread=one.key, declared="solved", declared_post=by, state="solved", **fields)  # type: ignore[arg-type]


def guessed(one: Thread, by: str, probability: float) -> Resolution:
    """Infer a post of a thread as its solution, which the asker confirms."""
    cue = Cue(kind="solved", quote="It works.", post=by)
    return Resolution(
        thread=one.key, state="solved", probability=probability, solution_post=by, evidence=(cue,)
    )


def drafted(
    *pairs: tuple[Thread, Resolution | None],
    language: str = "en",
    title: str = "",
    questions: Mapping[str, Question] | None = None,
    alike: Sequence[float] = (),
    bars: Bars = COMPOSED,
) -> Draft:
    """Compose the draft of one group of threads with their resolutions.

    However unlikely an editor signs it, unless ``bars`` say otherwise. ``alike`` are the cosines of each
    question's vector and the first one's; by default there are none.
    """
    threads = {one.key: one for one, _ in pairs}
    plain = {key: Question(thread=key, title=one.title, language=language) for key, one in threads.items()}
    questions = {**plain, **(questions or {})}
    first = pairs[0][0]
    group = Group(
        id="g1",
        members=tuple(threads),
        representative=first.key,
        title=title or first.title,
        terms=("printer",),
    )
    resolutions = {one.key: told for one, told in pairs if told}
    turned = [np.array([cosine, (1 - cosine**2) ** 0.5], np.float32) for cosine in alike]
    vectors = dict(zip(threads, turned, strict=True)) if turned else None
    evidence = gather_evidence(group, threads, questions, resolutions, vectors)
    return compose_draft(evidence, bars=bars)


def said(draft: Draft, section: str, kind: str = "sentence") -> list[str]:
    """List what a section says, in order."""
    return [s.text for s in statements(draft, section) if s.kind == kind]


def statements(draft: Draft, section: str) -> list[Statement]:
    """List the statements of all sections of one name."""
    return [s for found in draft.sections if found.name == section for s in found.statements]


PRINTER = thread(
    "11",
    "[SOLVED] Printer stays offline after update, please help!!!",
    "Hi all,\n\nsince the update to Version 4.2 my printer stays offline on Windows 10. "
    "The log shows an error and nothing is printed. Any ideas?\n\nThanks\nAda",
    post(
        2,
        "Hi asker_ada,\n\nThe problem is the old driver cache, which the update does not clear.\n\n"
        "1. Stop the print service:\n\n```sh\nnet stop spooler\n```\n\n"
        "2. Delete the folder `C:\\Spool\\cache`.\n3. Start the service again and print a test page.\n\n"
        "Hope this helps!\nCheers, Hana",
        staff=True,
    ),
    post(3, "Great, that worked, thank you!", author="asker_ada"),
    views=120,
)
OTHER = thread(
    "12",
    "Printer offline since 4.2",
    "My printer is offline since 4.2 and jobs are stuck in the queue.",
    post(
        2,
        "You have to clear the driver cache: run `net stop spooler`, delete `C:\\Spool\\cache` and start "
        "the service again.",
        author="member_max",
    ),
    views=30,
)
