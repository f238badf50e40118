"""schema.org's QAPage as JSON-LD: what a search engine reads about a question and its answers.

Source: schema.org/QAPage, and Google's documentation of structured data for Q&A pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kbminer.publish.inline import is_web
from kbminer.publish.safe_json import to_json
from kbminer.records import Draft, Section, Statement
from kbminer.text.blocks import plain


def files(drafts: Mapping[str, Draft]) -> dict[str, str]:
    """One JSON-LD document a draft; it says of itself that it is a draft."""
    return {f"{name}.jsonld": to_json(_page(draft)) for name, draft in drafts.items()}


def _page(draft: Draft) -> dict[str, object]:
    answers = [s for s in draft.sections if s.name in ("resolution", "workaround") and _said(s.statements)]
    accepted = [s for s in answers if s.name == "resolution"][:1]
    suggested = [s for s in answers if s not in accepted]
    asked = [s for section in draft.sections if section.name == "issue" for s in section.statements]
    question: dict[str, object] = {
        "@type": "Question",
        "name": plain(draft.title),
        "text": _said(asked) or plain(draft.title),
        "answerCount": len(answers),
    }
    if draft.first_asked:
        question["dateCreated"] = draft.first_asked.date().isoformat()
    if accepted:
        question["acceptedAnswer"] = _answer(accepted[0])
    if suggested:
        question["suggestedAnswer"] = [_answer(section) for section in suggested]
    page: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "QAPage",
        "creativeWorkStatus": "Draft",
        "mainEntity": question,
    }
    return page | ({"inLanguage": draft.language} if draft.language else {})


def _answer(section: Section) -> dict[str, object]:
    cited = [citation for statement in section.statements for citation in statement.citations]
    answer: dict[str, object] = {"@type": "Answer", "text": _said(section.statements)}
    if dates := [c.date for c in cited if c.date]:
        answer["dateCreated"] = max(dates).date().isoformat()
    if sources := list(dict.fromkeys(c.url for c in cited if c.url and is_web(c.url))):
        answer["url"] = sources[0]
        answer["isBasedOn"] = sources
    if licenses := list(dict.fromkeys(c.license for c in cited if c.license)):
        answer["license"] = licenses[0] if len(licenses) == 1 else licenses
    return answer


def _said(statements: Iterable[Statement]) -> str:
    """The words of statements as plain text; to-dos are the editor's and are left out."""
    told = (s for s in statements if s.kind in ("sentence", "code"))
    return "\n".join(s.text if s.kind == "code" else " ".join(plain(s.text).split()) for s in told)
