"""The queue and what is done to many suggestions at once."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kbminer.errors import SettingsError
from kbminer.records import Decision
from kbminer.review.desk import Desk
from kbminer.review.new_decisions import new_decision
from kbminer.review.on_desk import accepted_text
from kbminer.review.queue import Filter, Row, is_decided, matching, select
from kbminer.review.snapshot import Snapshot
from kbminer.review.web.forms import decision_of, filter_of, number_in
from kbminer.review.web.render import page, query_of

BULK = ("accept", "reject", "snooze", "assign", "archive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was just decided, for a line that says so and offers to take it back."""

    kind: str
    title: str = ""
    count: int = 1


def queue(request: Request, desk: Desk) -> Response:
    """Show one page of the queue; asked for in part, its list alone."""
    wanted = filter_of(request.query_params)
    now = desk.now
    found = select(now.shelves, wanted, request.state.editor, now.run.choices)
    template = "queue_list.html.j2" if request.headers.get("hx-target") == "list" else "queue.html.j2"
    homeless = now.cases.homeless if wanted.tab == "decided" else ()
    return page(
        request,
        template,
        wanted=wanted,
        found=found,
        done=done_of(request, desk),
        bulk=BULK,
        homeless=tuple(verdict for verdict in homeless if verdict.text or verdict.title),
    )


def done_of(request: Request, desk: Desk) -> Done | None:
    """Tell what the address says was just done; nothing that was not."""
    kind, number = request.query_params.get("done"), number_in(request.query_params.get("n"))
    if kind is None or number is None:
        return None
    if kind in ("bulk", "nothing"):
        return Done(kind=kind, count=number)
    now = desk.now
    decision = next((d for d in reversed(now.decisions) if d.number == number), None)
    return Done(kind=decision.kind, title=title_of(now, decision)) if decision else None


def title_of(now: Snapshot, decision: Decision) -> str:
    """The title of the suggestion that was decided about."""
    verdict = now.cases.of(decision.group).verdict
    suggestion = now.run.suggestions.get(decision.group)
    return (verdict.title if verdict else None) or (suggestion.group.title if suggestion else decision.group)


def bulk_preview(request: Request, desk: Desk, form: FormData) -> Response:
    """Show what a decision on many would change, before it is taken."""
    kind, rows, skipped = _chosen(request, desk, form)
    fields = [(name, str(value)) for name, value in form.multi_items() if name not in ("group", "scope")]
    return page(
        request,
        "bulk.html.j2",
        kind=kind,
        rows=rows[:200],
        count=len(rows),
        skipped=skipped,
        fields=fields,
        groups=[row.group for row in rows],
        query=query_of(_filter(form)),
    )


def bulk(request: Request, desk: Desk, form: FormData) -> Response:
    """Take one decision on many suggestions: one action, which one undo takes back."""
    kind, rows, _ = _chosen(request, desk, form)
    now, batch = desk.now, uuid4().hex
    decisions = []
    for row in rows:
        name, more = decision_of(kind, form, row.group, now)
        text = accepted_text(now, row.group) if kind == "accept" else {}
        decisions.append(
            new_decision(now, name, row.group, request.state.editor, batch=batch, **text, **more)
        )
    desk.decide_together(decisions)
    query = query_of(_filter(form), page=1, done="bulk", n=len(rows))
    return RedirectResponse(f"/?{query}", 303)


def _chosen(request: Request, desk: Desk, form: FormData) -> tuple[str, tuple[Row, ...], int]:
    kind = str(form.get("kind", ""))
    if kind not in BULK:
        raise SettingsError(f"There is no decision {kind!r} on many at once.")
    now = desk.now
    if form.get("scope") == "found":
        rows = tuple(matching(now.shelves, _filter(form), request.state.editor))
    else:
        wanted = set(map(str, form.getlist("group")))
        rows = tuple(row for row in now.rows if row.group in wanted)
    if rows:
        decision_of(kind, form, rows[0].group, now)  # what can't be decided is told before anything is
    open_ = tuple(row for row in rows if not is_decided(row) and _can(now, kind, row))
    return kind, open_, len(rows) - len(open_)


def _can(now: Snapshot, kind: str, row: Row) -> bool:
    """Without a text there is nothing to accept."""
    return kind != "accept" or bool(accepted_text(now, row.group))


def _filter(form: FormData) -> Filter:
    return filter_of(
        {name.removeprefix("f_"): str(v) for name, v in form.multi_items() if name.startswith("f_")}
    )


def titles(request: Request, desk: Desk) -> Response:
    """List suggestions by a part of their title: to merge into, or to move threads to."""
    words = request.query_params.get("q", "")[:200]
    but = request.query_params.get("but", "")
    found = matching(desk.now.shelves, Filter(words=words), request.state.editor) if words.strip() else ()
    return page(request, "titles.html.j2", rows=[row for row in found if row.group != but][:12])
