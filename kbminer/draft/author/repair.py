"""The second word that a model has on its article: what was refused and what is told nowhere, asked once.

What stands is not touched, and each new sentence is checked like the first ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from kbminer.draft.author.article_answer import SOLVING, WrittenSentence, written_in
from kbminer.draft.author.dossier import Dossier
from kbminer.draft.author.untold import Untold
from kbminer.draft.author.written_sentences import Proposal, SentenceOutcome, proposals_of
from kbminer.language_model import Inquiry, ModelFailed, answer_json, data_json, read_prompt
from kbminer.redact.gate import released

PROMPT = read_prompt("kbminer.draft.author", "repair-2")
# Of one article: more is no article to be mended, and a model's answer has an end. Chosen, not measured.
MOST_MISSING = 16
LONGEST_MISSING = 700  # characters of a missing one that are shown: a step is shorter, a quoted mail longer
MOST_PIECES = 2 * MOST_MISSING  # of a list: what is missing may be cause and step in one
MOST_REPAIRED = 3  # sentences that may stand for one that was refused or missing

_REPAIRED = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "posts": {"type": "array", "items": {"type": "integer"}},
        "code": {"type": "boolean"},
    },
    "required": ["text", "posts", "code"],
    "additionalProperties": False,
}


def _listed(**fields: str) -> dict[str, object]:
    """The schema of a list of sentences, each list with what it is for."""
    properties: dict[str, object] = {name: {"type": kind} for name, kind in fields.items()}
    properties["sentences"] = {"type": "array", "items": _REPAIRED}
    item = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {"type": "array", "items": item}


SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {
        "rewritten": _listed(number="integer"),
        "added": _listed(number="integer", after="integer", new_step="boolean"),
    },
    "required": ["rewritten", "added"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """An article after its first reading: what became of its sentences, and what it does not tell."""

    dossier: Dossier
    outcomes: tuple[SentenceOutcome, ...]
    missing: tuple[Untold, ...]

    @property
    def refused(self) -> tuple[int, ...]:
        """The places of the sentences that a model is asked to mend; a line of the environment just goes."""
        return tuple(
            place
            for place, each in enumerate(self.outcomes)
            if each.reason and each.sentence.section != "environment"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairedPart:
    """What a model gave for one fault.

    Parameters
    ----------
    at
        The place of the refused sentence, or of the one behind which something is added.
    missing
        The place of the missing one that it tells; None where it stands for a refused sentence.
    proposals
        Its sentences.
    is_needless
        Whether the model says that the article needs nothing for it.
    """

    at: int
    missing: int | None
    proposals: tuple[Proposal, ...] = ()
    is_needless: bool = False


def repair_inquiry(faulty: Faulty) -> Inquiry | None:
    """Word the question to a model for the repair of an article; ``None`` where it has no fault."""
    if not faulty.refused and not faulty.missing:
        return None
    dossier, missing = faulty.dossier, faulty.missing[:MOST_MISSING]
    cited = [number for place in faulty.refused for number in faulty.outcomes[place].sentence.posts]
    needed = {1, *cited, *(each.post for each in missing)}
    data = {
        "language": dossier.language,
        "posts": [dossier.shown(number) for number in sorted(needed) if 0 < number <= len(dossier.places)],
        "article": [_line(number, each) for number, each in enumerate(faulty.outcomes, start=1)],
        "missing": [
            {"number": number, "post": each.post, "words": each.words[:LONGEST_MISSING]}
            | ({"asked": True} if each.is_asked else {})
            for number, each in enumerate(missing, start=1)
        ],
    }
    told = data_json(released(data, names=dossier.people))
    return Inquiry(PROMPT.text, told, SCHEMA)


def read_repair(content: str | ModelFailed, faulty: Faulty) -> tuple[RepairedPart, ...]:
    """Read what a model returned for the faults of an article; what is nobody's fault is passed over."""
    try:
        found = {} if isinstance(content, ModelFailed) else answer_json(content)
    except ValueError:
        return ()
    if not isinstance(found, dict):
        return ()
    return tuple({_fault_of(piece): piece for piece in _pieces(found, faulty)}.values())


def _fault_of(piece: RepairedPart) -> tuple[int, int | None]:
    """What a later piece replaces an earlier one for: a missing one may be told in several places."""
    return piece.at, piece.missing


def repaired(
    faulty: Faulty, pieces: Sequence[RepairedPart], found: Sequence[Sequence[SentenceOutcome]]
) -> tuple[tuple[SentenceOutcome, ...], frozenset[str]]:
    """Put into an article what of its repair passed.

    Parameters
    ----------
    faulty
        The article.
    pieces
        What the model gave.
    found
        What became of the sentences of each piece.

    Returns
    -------
    tuple
        The outcomes in the article's order, and the words of what is missing no more, told or needless.
    """
    instead: dict[int, tuple[SentenceOutcome, ...]] = {}
    behind: dict[int, list[SentenceOutcome]] = {}
    told, needless = set[int](), set[int]()
    for piece, outcomes in zip(pieces, found, strict=True):
        standing = [each for each in outcomes if each.statement and not each.reason]
        if piece.missing is None:
            instead[piece.at] = tuple(standing) or (_lost(faulty.outcomes[piece.at], piece, outcomes),)
        elif standing:
            told.add(piece.missing)
            behind.setdefault(piece.at, []).extend(standing)
        elif piece.is_needless:
            needless.add(piece.missing)
    whole = list[SentenceOutcome]()
    for place, old in enumerate(faulty.outcomes):
        whole += [*instead.get(place, (old,)), *behind.get(place, ())]
    lost = _posts_of_lost(faulty, pieces, instead)
    settled = told | {n for n in needless if faulty.missing[n].post not in lost}
    return tuple(whole), frozenset(faulty.missing[place].words for place in settled)


def _posts_of_lost(
    faulty: Faulty, pieces: Sequence[RepairedPart], instead: Mapping[int, Sequence[SentenceOutcome]]
) -> set[int]:
    """The posts of sentences that nothing stands for: what was needless beside these is missing again."""
    left = set(faulty.refused) - {each.at for each in pieces if each.missing is None and each.is_needless}
    last = [one for place in left for one in instead.get(place, (faulty.outcomes[place],))]
    return set(chain.from_iterable(one.sentence.posts for one in last if not one.statement))


def _lost(old: SentenceOutcome, piece: RepairedPart, outcomes: Sequence[SentenceOutcome]) -> SentenceOutcome:
    """What stands for one that was not mended: nothing if the model withdrew it, else its post's words."""
    if piece.is_needless:
        return replace(old, statement=None)
    return old if old.statement else next((each for each in outcomes if each.statement), old)


def _line(number: int, outcome: SentenceOutcome) -> dict[str, object]:
    told = outcome.sentence
    line: dict[str, object] = {"number": number, "section": told.section}
    line |= {"step": told.step or 0, "way": told.way, "text": told.text, "posts": list(told.posts)}
    return line | ({"refused": outcome.reason} if outcome.reason else {})


def _pieces(found: Mapping[str, object], faulty: Faulty) -> Iterator[RepairedPart]:
    refused = set(faulty.refused)
    for number, item in _numbered(found.get("rewritten")):
        if (place := number - 1) in refused:
            old = faulty.outcomes[place].sentence
            yield _piece(item, old, faulty.dossier, at=place, missing=None)
    for number, item in _numbered(found.get("added")):
        at = _place_behind(item, faulty.outcomes)
        if 1 <= number <= min(len(faulty.missing), MOST_MISSING) and at is not None:
            like = faulty.outcomes[at].sentence
            if item.get("new_step") is True and like.step is not None:
                steps = [each.sentence.step or 0 for each in faulty.outcomes]
                at, like = _end_of_step(at, faulty.outcomes), replace(like, step=max(steps) + number)
            yield _piece(item, like, faulty.dossier, at=at, missing=number - 1)


def _numbered(listed: object) -> Iterator[tuple[int, Mapping[str, object]]]:
    for item in listed[:MOST_PIECES] if isinstance(listed, list) else ():
        if (
            isinstance(item, Mapping)
            and type(item.get("number")) is int
            and isinstance(item.get("sentences"), list)
        ):
            yield item["number"], item


def _piece(
    item: Mapping[str, object], like: WrittenSentence, dossier: Dossier, *, at: int, missing: int | None
) -> RepairedPart:
    """Take the sentences of an item, in the section, step and way of another one."""
    sentences = written_in(like.section, item["sentences"], MOST_REPAIRED)
    placed = [
        replace(
            each, step=like.step, way=like.way, starts="" if place or missing is not None else like.starts
        )
        for place, each in enumerate(sentences)
    ]
    return RepairedPart(
        at=at, missing=missing, proposals=proposals_of(placed, dossier), is_needless=item["sentences"] == []
    )


def _place_behind(item: Mapping[str, object], outcomes: Sequence[SentenceOutcome]) -> int | None:
    """Behind which sentence something is added: the one that is named, else the last that solves."""
    after = item.get("after")
    if (
        type(after) is int
        and 1 <= after <= len(outcomes)
        and outcomes[after - 1].sentence.section != "environment"
    ):
        return _behind_code(after - 1, outcomes)
    solving = [place for place, each in enumerate(outcomes) if each.sentence.section in SOLVING]
    return solving[-1] if solving else None


def _behind_code(at: int, outcomes: Sequence[SentenceOutcome]) -> int:
    """The place of the last piece of code that a sentence leads to; its own where it leads to none."""
    while at + 1 < len(outcomes) and outcomes[at + 1].sentence.is_code:
        at += 1
    return at


def _end_of_step(at: int, outcomes: Sequence[SentenceOutcome]) -> int:
    """The place of the last sentence of a step."""
    first = outcomes[at].sentence
    step = (first.section, first.way, first.step)
    while at + 1 < len(outcomes):
        after = outcomes[at + 1].sentence
        if (after.section, after.way, after.step) != step:
            break
        at += 1
    return at
