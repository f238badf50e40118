"""schema.org's QAPage as JSON-LD: what a search engine reads about a question and its answers.

Source: schema.org/QAPage, and Google's documentation of structured data for Q&A pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from kbminer.publish.safe_json import Json
from kbminer.records import Citation, Draft, Section
from kbminer.text.blocks import plain
from kbminer.web_address import is_web


def files(drafts: Mapping[str, Draft]) -> dict[str, Json]:
    """One JSON-LD document a draft; it says of itself that it is a draft."""
    return {f"{name}.jsonld": Json.of(_page(draft)) for name, draft in drafts.items()}


def _page(draft: Draft) -> dict[str, object]:
    page: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "QAPage",
        "creativeWorkStatus": "Draft",
        "mainEntity": _question(draft),
    }
    return page | ({"inLanguage": draft.language} if draft.language else {})


def _question(draft: Draft) -> dict[str, object]:
    """The question with its answers; the first resolution counts as accepted."""
    answers = _worded(draft, "resolution", "workaround")
    accepted = next((section for section in answers if section.name == "resolution"), None)
    suggested = [_answer(section) for section in answers if section is not accepted]
    issues = _worded(draft, "issue")
    title = plain(draft.title)
    return _without_empty(
        {
            "@type": "Question",
            "name": title,
            "text": "\n".join(map(_plain_text, issues)) or title,
            "answerCount": len(answers),
            "dateCreated": _day(draft.first_asked),
            "acceptedAnswer": _answer(accepted) if accepted else None,
            "suggestedAnswer": suggested or None,
            **_sources(_cited(*issues)),
        }
    )


def _worded(draft: Draft, *names: str) -> list[Section]:
    """List the sections of these names that hold words of posts."""
    return [section for section in draft.sections if section.name in names and _plain_text(section)]


def _answer(section: Section) -> dict[str, object]:
    cited = _cited(section)
    return _without_empty(
        {
            "@type": "Answer",
            "text": _plain_text(section),
            "dateCreated": _day(_newest(cited)),
            "url": next(iter(_addresses(cited)), None),
            **_sources(cited),
        }
    )


def _cited(*sections: Section) -> list[Citation]:
    statements = (statement for section in sections for statement in section.statements)
    return [citation for statement in statements for citation in statement.citations]


def _addresses(cited: Iterable[Citation]) -> list[str]:
    return _distinct(citation.url for citation in cited if is_web(citation.url))


def _sources(cited: Sequence[Citation]) -> dict[str, object]:
    """Where words come from, and under which licence they stand there."""
    licenses = [_license(name) for name in _distinct(citation.license for citation in cited)]
    return {
        "isBasedOn": _addresses(cited) or None,
        "license": licenses[0] if len(licenses) == 1 else licenses or None,
    }


def _license(name: str) -> str | dict[str, str]:
    """A licence is an address or, where the forum gives its name alone, a work of that name."""
    return name if is_web(name) else {"@type": "CreativeWork", "name": name}


def _newest(citations: Iterable[Citation]) -> datetime | None:
    return max((citation.date for citation in citations if citation.date), default=None)


def _distinct(values: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _without_empty(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}


def _day(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment else None


def _plain_text(section: Section) -> str:
    """The words of statements as plain text; to-dos are the editor's and are left out."""
    quoted = (s for s in section.statements if s.kind in ("sentence", "code"))
    return "\n".join(s.text if s.kind == "code" else " ".join(plain(s.text).split()) for s in quoted)
