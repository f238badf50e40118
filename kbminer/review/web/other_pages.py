"""The pages beside the queue: open threads, what was decided, and who sits here."""

from __future__ import annotations

import hmac

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from kbminer.decisions import standing_decisions
from kbminer.decisions.acceptance import acceptance_of, rewriting_of
from kbminer.decisions.decision_files import as_csv, as_jsonl
from kbminer.decisions.learned_ranking import LEAST_DECISIONS, LEAST_OF_EACH, informative_verdicts
from kbminer.redact.gate import released
from kbminer.review.desk import Desk
from kbminer.review.desk_words import desk_languages
from kbminer.review.web.gatekeeper import Access, clean_name, cookie, token_proof
from kbminer.review.web.queue_pages import done_of, title_of
from kbminer.review.web.render import page

_LONGEST_LIST = 200
"""Rows of a list that nobody pages through; the exports have all."""


def threads(request: Request, desk: Desk) -> Response:
    """Show the threads that wait for an answer, those first that somebody should look at first."""
    run = desk.now.run
    chosen = request.query_params.get("triage", "")
    rows = run.triaged.get(chosen, run.open_threads)
    counts = {name: len(rows) for name, rows in run.triaged.items()}
    return page(
        request, "threads.html.j2", rows=rows[:_LONGEST_LIST], count=len(rows), counts=counts, chosen=chosen
    )


def thread(request: Request, desk: Desk) -> Response:
    """Show one open thread with all that whoever answers it needs."""
    key = request.path_params["key"]
    one = next((each for each in desk.now.run.open_threads if each.key == key), None)
    if one is None:
        return RedirectResponse("/threads", 303)
    return page(
        request,
        "thread.html.j2",
        one=one,
        hits=desk.answers_to(f"{one.title}\n{one.question}", but=key),
        earlier=desk.earlier(key),
        way=desk.thread_evidence(key),
    )


def history(request: Request, desk: Desk) -> Response:
    """List what was decided, the newest first."""
    now = desk.now
    log = now.decisions
    standing = {decision.number for decision in standing_decisions(log)}
    rows = [
        (d, title_of(now, d), d.number in standing or d.kind == "undo")
        for d in reversed(log[-_LONGEST_LIST:])
    ]
    return page(
        request,
        "history.html.j2",
        rows=rows,
        acceptance=acceptance_of(log, now.run.suggestions, now.run.drafts),
        ranking=now.run.found.ranking,
        learnable=len(informative_verdicts(log)),
        least=(LEAST_DECISIONS, LEAST_OF_EACH),
        rewriting=rewriting_of(log),
        done=done_of(request, desk),
    )


def decisions_file(request: Request, desk: Desk) -> Response:
    """Return all decisions as a file."""
    form = request.path_params["form"]
    if form not in ("jsonl", "csv"):
        return RedirectResponse("/decisions", 303)
    log = released(desk.now.decisions)
    written = as_csv(log) if form == "csv" else as_jsonl(log)
    kind = "text/csv" if form == "csv" else "application/jsonl"
    headers = {"content-disposition": f'attachment; filename="decisions.{form}"'}
    return Response(written, media_type=f"{kind}; charset=utf-8", headers=headers)


def me(request: Request, desk: Desk) -> Response:
    """Ask who sits here, in which language, and whether letters are keys."""
    return page(request, "me.html.j2", languages=desk_languages())


def save_me(request: Request, desk: Desk, form: FormData) -> Response:
    """Remember that, in the browser alone."""
    answer = RedirectResponse("/", 303)
    name = clean_name(str(form.get("name", "")))
    language = str(form.get("language", ""))
    for key, value in (
        ("kbminer_editor", name),
        ("kbminer_language", language if language in desk_languages() else ""),
        ("kbminer_keys", "off" if form.get("keys") == "off" else "on"),
    ):
        if value:
            answer.headers.append("set-cookie", cookie(key, value, days=365))
    return answer


def login(request: Request, desk: Desk) -> Response:
    """Ask for the desk's token."""
    return page(request, "login.html.j2")


def log_in(access: Access, form: FormData) -> Response:
    """Let somebody in who gives the token."""
    given = str(form.get("token", ""))
    if not access.token or not hmac.compare_digest(given.encode(), access.token.encode()):
        return RedirectResponse("/login", 303)
    answer = RedirectResponse("/", 303)
    answer.headers.append("set-cookie", cookie("kbminer_token", token_proof(access.token)))
    return answer


def csrf(request: Request, desk: Desk) -> Response:
    """Return a page that outlived the server what it needs to send again."""
    return PlainTextResponse(request.state.csrf)
