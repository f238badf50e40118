"""Terms that may leave: they are in lower case, where nobody knows a key for what it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kbminer.records import Draft, Group, RunResult, Theme
from kbminer.records.by_key import by_id


def public_terms(terms: Iterable[str], said: Sequence[str], shown: Sequence[str]) -> tuple[str, ...]:
    """Give those terms whose words stand in what is shown, or in nothing of what was said.

    Parameters
    ----------
    terms : iterable of str
        Words or phrases in lower case.
    said, shown : sequence of str
        The texts that the terms were taken from, and the same without private things.

    Examples
    --------
    >>> public_terms(["lamp", "akiaq7"], ["My lamp AKIAQ7"], ["My lamp ⟨key⟩"])
    ('lamp',)
    """
    if said == shown:
        return tuple(terms)
    before, after = "\n".join(said).lower(), "\n".join(shown).lower()
    return tuple(term for term in terms if all(word in after or word not in before for word in term.split()))


def with_public_terms(passed: RunResult, found: RunResult) -> RunResult:
    """Rid the terms of groups, themes and drafts, and the titles that terms made distinct, of private words.

    Parameters
    ----------
    passed, found : RunResult
        What a run found without private things, and as it was.
    """
    said = {question.thread: question.text for question in found.questions}
    shown = {old.thread: new.text for old, new in zip(found.questions, passed.questions, strict=True)}
    groups = [
        _group(new, _texts(said, old.members), _texts(shown, old.members))
        for old, new in zip(found.grouping.groups, passed.grouping.groups, strict=True)
    ]
    if groups == list(passed.grouping.groups):
        return passed
    known = by_id(groups)
    grouping = replace(
        passed.grouping,
        groups=tuple(groups),
        themes=tuple(_theme(theme, known) for theme in passed.grouping.themes),
    )
    ranked = tuple(replace(each, group=known.get(each.group.id, each.group)) for each in passed.ranked)
    drafts = tuple(_draft(draft, known) for draft in passed.drafts)
    return replace(passed, grouping=grouping, ranked=ranked, drafts=drafts)


def _texts(texts: dict[str, str], keys: Iterable[str]) -> list[str]:
    return [texts[key] for key in keys if key in texts]


def _group(group: Group, said: list[str], shown: list[str]) -> Group:
    terms = public_terms(group.terms, said, shown)
    private = {word for term in group.terms if term not in terms for word in term.split()}
    title = " ".join(word for word in group.title.split() if word.lower().strip(".,:;()[]") not in private)
    return replace(group, terms=terms, title=title) if private else group


def _theme(theme: Theme, groups: dict[str, Group]) -> Theme:
    public = {term for key in theme.groups if key in groups for term in groups[key].terms}
    return replace(theme, terms=tuple(term for term in theme.terms if term in public))


def _draft(draft: Draft, groups: dict[str, Group]) -> Draft:
    public = groups[draft.group].terms if draft.group in groups else draft.terms
    return replace(draft, terms=tuple(term for term in draft.terms if term in public))
