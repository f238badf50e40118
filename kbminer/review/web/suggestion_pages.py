"""One suggestion: read with its evidence, decided, undone, compared, taken away."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kbminer.errors import SettingsError
from kbminer.records import Decision
from kbminer.redact.placeholders import redact
from kbminer.review.coaching import checklist
from kbminer.review.desk import Desk
from kbminer.review.on_desk import OnDesk, accepted_text, left_out, published_text, versions_of
from kbminer.review.published import as_html, as_markdown
from kbminer.review.queue import Filter, Row, neighbours
from kbminer.review.text_changes import changed_lines
from kbminer.review.timeline import way_of
from kbminer.review.todos import todos_of
from kbminer.review.web.forms import decision_of, filter_of
from kbminer.review.web.queue_pages import done_of
from kbminer.review.web.render import page, query_of

_STAYS = frozenset({"rename", "assign", "own", "answer", "reopen", "split", "move"})
"""Decisions after which an editor goes on with the same suggestion."""


class NoSuggestion(SettingsError):
    """The latest run has no suggestion of that id."""

    def __init__(self, group: str) -> None:
        super().__init__(f"There is no suggestion {group} in the latest run.")


def opened(request: Request, desk: Desk) -> OnDesk:
    """Find the suggestion that an address names.

    Raises
    ------
    NoSuggestion
        There is none.
    """
    group = request.path_params["group"]
    found = desk.open(group)
    if found is None:
        raise NoSuggestion(group)
    return found


def suggestion(request: Request, desk: Desk) -> Response:
    """Show one suggestion with all that is needed to decide it."""
    one = opened(request, desk)
    group, wanted = one.suggestion.group.id, filter_of(request.query_params)
    before, after = _neighbours(desk, request.state.editor, wanted, group)
    verdict, article = one.case.verdict, one.article
    now = desk.now
    return page(
        request,
        "suggestion.html.j2",
        one=one,
        group=one.suggestion.group,
        row=now.row(group),
        article=article,
        shown=desk.readings.shown(group, article) if article else None,
        cited=article.cited if article else (),
        posts=one.evidence.posts,
        ways={thread.key: way_of(thread) for thread in one.evidence.threads},
        todos=todos_of(article, verdict.answers if verdict else ()) if article else (),
        left_out=left_out(desk.now, group),
        proposal=changed_lines(article.text, one.proposal.text) if one.proposal and article else (),
        coverage=now.run.coverage.get(group),
        coach=checklist(one, article, now.run.coverage.get(group)) if article else (),
        update=desk.readings.update_of(group),
        undrafted=now.run.undrafted.get(group),
        versions=versions_of(desk.now, group),
        private=redact(article.text).found if article and verdict and verdict.text else (),
        others=desk.presence.seen(group, request.state.editor),
        wanted=wanted,
        query=query_of(wanted),
        before=before,
        after=after,
        done=done_of(request, desk),
    )


def decide(request: Request, desk: Desk, form: FormData) -> Response:
    """Keep a decision and go on to the next suggestion, or stay with this one."""
    group, kind = request.path_params["group"], str(form.get("kind", ""))
    wanted = filter_of({name: str(value) for name, value in _query(form)})
    fields = {name: form.getlist(name) if name == "thread" else value for name, value in form.items()}
    name, more = decision_of(kind, fields, group, desk.now)
    if kind == "accept":
        more |= accepted_text(desk.now, group)
        if not more:
            raise SettingsError("There is no text to accept yet: write one first.")
        _refuse_late(desk, group, str(form.get("version", "")))
    after = _neighbours(desk, request.state.editor, wanted, group)[1]
    kept = desk.decide(name, group, request.state.editor, **more)
    return _go_on(kept, group if kind in _STAYS else after, wanted)


def undo(request: Request, desk: Desk, form: FormData) -> Response:
    """Take back what this editor decided last, and show what it was about."""
    kept = desk.undo_last(request.state.editor)
    wanted = filter_of({name: str(value) for name, value in _query(form)})
    if kept is None:
        return RedirectResponse(f"/?{query_of(wanted, done='nothing', n=0)}", 303)
    return _go_on(kept, kept.group if len(kept.concerns) == 1 else None, wanted)


def changes(request: Request, desk: Desk) -> Response:
    """Compare the text with the draft or with any version."""
    one = opened(request, desk)
    chosen = request.query_params.get("with", "draft")
    versions = versions_of(desk.now, one.suggestion.group.id)
    version = next((v for v in versions if str(v.number) == chosen), None)
    before = version.text if version else (one.draft.text if one.draft else "")
    lines = changed_lines(before or "", one.article.text if one.article else "")
    return page(request, "changes.html.j2", lines=lines)


def there(request: Request, desk: Desk) -> Response:
    """Tell who else has this suggestion open."""
    others = desk.presence.seen(request.path_params["group"], request.state.editor)
    return page(request, "there.html.j2", others=others)


def taken_away(request: Request, desk: Desk) -> Response:
    """Return an article as a file, with its sources."""
    one = opened(request, desk)
    article = published_text(one)
    if article is None:
        raise NoSuggestion(one.suggestion.group.id)
    form, name = request.path_params["form"], one.suggestion.group.id
    written = as_html(one, article) if form == "html" else as_markdown(one, article)
    kind = "text/html" if form == "html" else "text/markdown"
    headers = {"content-disposition": f'attachment; filename="{name}.{form}"'}
    return Response(written, media_type=f"{kind}; charset=utf-8", headers=headers)


def _refuse_late(desk: Desk, group: str, version: str) -> None:
    """What is accepted must be what was read."""
    if version != str(desk.version_of(group)):
        raise SettingsError("Somebody changed this article since you opened it: read it once more.")


def _neighbours(desk: Desk, editor: str, wanted: Filter, group: str) -> tuple[Row | None, Row | None]:
    """The rows before and after a suggestion in the filtered queue, whether it is in there or not."""
    now = desk.now
    known = group in now.run.positions
    return neighbours(now.shelves, wanted, editor, now.row(group).place if known else (0, 0))


def _go_on(kept: Decision, to: Row | str | None, wanted: Filter) -> Response:
    query = query_of(wanted, done=kept.kind, n=kept.number)
    place = "/" if to is None else f"/s/{to if isinstance(to, str) else to.group}"
    return RedirectResponse(f"{place}?{query}", 303)


def _query(form: FormData) -> list[tuple[str, str]]:
    """The filter that a form carries along, so that the next suggestion comes from the same queue."""
    return parse_qsl(str(form.get("query", "")))
