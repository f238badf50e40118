"""Writing: autosave, preview, taking in what was left out, merging what two people wrote."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from kbminer.errors import SettingsError
from kbminer.printable import printable
from kbminer.review.article_text import ArticleText
from kbminer.review.desk import Desk, Saved
from kbminer.review.merge_view import merge_of
from kbminer.review.new_decisions import LONGEST_TEXT
from kbminer.review.on_desk import left_out, taken_in, versions_of
from kbminer.review.todos import with_answer
from kbminer.review.web.forms import decision_of, number_in
from kbminer.review.web.render import page
from kbminer.review.web.suggestion_pages import NoSuggestion, opened


def save(request: Request, desk: Desk, sent: Any) -> Response:
    """Keep what an editor has typed; say under which number, or that somebody else came first."""
    group = request.path_params["group"]
    if not isinstance(sent, dict) or not isinstance(sent.get("text"), str):
        raise SettingsError("An edit needs its text.")
    base = sent.get("base")
    cited = _cited(desk, group, sent.get("cited"))
    article = ArticleText(text=_clean(sent["text"]), cited=cited)
    saved = desk.save(group, request.state.editor, article, base=base if isinstance(base, int) else 0)
    if saved.newer is None:
        return JSONResponse({"version": saved.version})
    return JSONResponse(
        {
            "conflict": request.state.words("conflict", name=saved.newer.by),
            "merge": f"/s/{group}/merge/{saved.version}",
            "version": saved.version,
        },
        409,
    )


def preview(request: Request, desk: Desk, sent: Any) -> Response:
    """Render a text as it would be read."""
    group = request.path_params["group"]
    text = sent.get("text") if isinstance(sent, dict) else None
    if not isinstance(text, str):
        raise SettingsError("A preview needs a text.")
    cited = _cited(desk, group, sent.get("cited"))
    return HTMLResponse(str(desk.readings.rendered(group, ArticleText(text=_clean(text), cited=cited))))


def take_in(request: Request, desk: Desk, form: FormData) -> Response:
    """Put a sentence that was left out of the solution at the end of it, with its source."""
    one = opened(request, desk)
    group, number = one.suggestion.group.id, number_in(form.get("number"))
    parts = left_out(desk.now, group)
    if one.article is None or number is None or number >= len(parts):
        raise SettingsError("Nothing of that number is left out: open the article again.")
    saved = desk.save(group, request.state.editor, taken_in(one.article, parts[number]), base=one.version)
    return _after(saved, group)


def answer(request: Request, desk: Desk, form: FormData) -> Response:
    """Ask somebody a question that the draft leaves open, or put the answer into the article."""
    one = opened(request, desk)
    group = one.suggestion.group.id
    name, more = decision_of("answer", dict(form), group, desk.now)
    kept = desk.decide(name, group, request.state.editor, **more)
    if kept.text and one.article:
        article = with_answer(one.article, kept.note, kept.text)
        return _after(desk.save(group, request.state.editor, article, base=desk.version_of(group)), group)
    return RedirectResponse(f"/s/{group}?done=answer&n={kept.number}#todos", 303)


def take_proposal(request: Request, desk: Desk, form: FormData) -> Response:
    """Bring new evidence into a person's text, or keep the text against it."""
    one = opened(request, desk)
    group = one.suggestion.group.id
    if one.proposal is None or one.article is None:
        raise NoSuggestion(group)
    article = one.proposal if form.get("take") == "yes" else one.article
    saved = desk.save(group, request.state.editor, article, base=one.version, against=one.draft)
    return _after(saved, group)


def restore(request: Request, desk: Desk, form: FormData) -> Response:
    """Make an older version the newest; what stood there since stays among the versions."""
    group = request.path_params["group"]
    number = str(form.get("version", ""))
    old = next((v for v in versions_of(desk.now, group) if str(v.number) == number), None)
    if old is None or old.text is None:
        raise SettingsError("There is no such version: open the article again.")
    article = ArticleText(text=old.text, cited=old.cited)
    return _after(desk.save(group, request.state.editor, article, base=desk.version_of(group)), group)


def merge(request: Request, desk: Desk) -> Response:
    """Show two texts that were written on the same version, and one that holds the words of both."""
    group, number = request.path_params["group"], number_in(request.path_params["number"])
    found = merge_of(desk.now, group, number) if number is not None else None
    if found is None:
        return RedirectResponse(f"/s/{group}", 303)
    one = opened(request, desk)
    return page(request, "merge.html.j2", merge=found, one=one, group=one.suggestion.group)


def save_merged(request: Request, desk: Desk, form: FormData) -> Response:
    """Keep the merged text; the words that waited are in it."""
    group, number = request.path_params["group"], number_in(request.path_params["number"])
    found = merge_of(desk.now, group, number) if number is not None else None
    base = number_in(form.get("base"))
    if number is None or found is None or base is None:
        raise SettingsError("These words wait no more: somebody has merged them.")
    article = ArticleText(text=_clean(str(form.get("text", ""))), cited=found.merged.cited)
    saved = desk.save(group, request.state.editor, article, base=base, concerns=(number,))
    return _after(saved, group)


def _after(saved: Saved, group: str) -> Response:
    if saved.newer is not None:
        return RedirectResponse(f"/s/{group}/merge/{saved.version}", 303)
    return RedirectResponse(f"/s/{group}?done=edit&n={saved.version}", 303)


def _cited(desk: Desk, group: str, given: Any) -> tuple[str, ...]:
    """The posts that an editor's marks stand for: those alone that belong to the suggestion."""
    one = desk.open(group)
    if one is None:
        raise NoSuggestion(group)
    known = {*one.evidence.posts, *(one.article.cited if one.article else ())}
    if not isinstance(given, list):
        return one.article.cited if one.article else ()
    return tuple(post for post in given if isinstance(post, str) and post in known)


def _clean(text: str) -> str:
    return printable(text[:LONGEST_TEXT])
