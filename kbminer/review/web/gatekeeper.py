"""Before any page: whose request it is, whether it may be answered, and under which rules it is shown."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kbminer.errors import SettingsError
from kbminer.review.desk_words import desk_words, preferred

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_NAME = 60
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::\d{1,5})?")
HEADERS: Mapping[str, str] = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may use a server, and under which names it answers.

    ``token`` is asked for where one is set; ``user_header`` names the header in which a reverse proxy says
    who is there. ``hosts`` are names beside those of this machine.
    """

    host: str = "127.0.0.1"
    token: str | None = None
    user_header: str | None = None
    hosts: frozenset[str] = frozenset()
    editor: str = "editor"

    def __post_init__(self) -> None:
        if self.host not in LOOPBACK and not (self.token or self.user_header):
            raise SettingsError(
                f"On {self.host} others could reach the desk: set a token in KBMINER_REVIEW_TOKEN, or name "
                "the header in which your reverse proxy gives the user (--user-header), or leave --host out."
            )

    def answers_to(self, host: str) -> bool:
        """Tell whether a request's Host is one of this server's names: another is an attack by DNS."""
        named = _HOST.fullmatch(host)
        name = named["name"].strip("[]").lower() if named else ""
        return name in LOOPBACK or name == self.host or name in self.hosts


@dataclass
class RateLimit:
    """So many requests a minute for each caller; the rest is refused until time has passed.

    >>> limit = RateLimit(per_minute=60, burst=2)
    >>> [limit.allows("a", at=0.0), limit.allows("a", at=0.0), limit.allows("a", at=0.1)]
    [True, True, False]
    """

    per_minute: int = 1200
    burst: int = 120
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def allows(self, caller: str, at: float | None = None) -> bool:
        """Count one request."""
        moment = time.monotonic() if at is None else at
        left, last = self._left.get(caller, (float(self.burst), moment))
        left = min(self.burst, left + (moment - last) * self.per_minute / 60)
        if len(self._left) > 10_000:
            self._left.clear()
        self._left[caller] = (left - 1 if left >= 1 else left, moment)
        return left >= 1


class Gatekeeper:
    """Lets through what may be answered, and sets the rules under which it is shown.

    What it knows of a request stands in its state: ``editor``, ``words``, ``csrf`` and ``keys``.

    Parameters
    ----------
    app : ASGIApp
    access : Access
    limit : RateLimit, optional
        For addresses below ``/api/``.
    write_token : str, optional
        With which a tool decides; whoever has it may read, too.
    """

    def __init__(
        self, app: ASGIApp, access: Access, limit: RateLimit | None = None, write_token: str | None = None
    ) -> None:
        self._app = app
        self._access = access
        self._limit = limit or RateLimit()
        self._guesses = RateLimit(per_minute=30, burst=10)  # whoever mistypes a token needs no more
        self._write_token = write_token
        self._secret = secrets.token_bytes(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        sitting = request.cookies.get("kbminer_sitting", "")
        fresh = None if len(sitting) == 43 else secrets.token_urlsafe(32)
        sitting = fresh or sitting
        state = scope.setdefault("state", {})
        state |= {
            "csrf": self._csrf(sitting),
            "editor": self._editor(request),
            "words": desk_words(
                request.cookies.get("kbminer_language")
                or preferred(request.headers.get("accept-language", ""))
            ),
            "keys": request.cookies.get("kbminer_keys") != "off",
        }
        refused = self._refusal(request, state["csrf"])

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(k, v) for k, v in message.get("headers", []) if k.lower() != b"server"]
                named = {k.lower() for k, _ in kept}
                if request.url.path.startswith("/static/"):
                    kept.append((b"cache-control", b"max-age=86400"))
                    named.add(b"cache-control")
                kept += [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in named]
                if fresh:
                    kept.append((b"set-cookie", cookie("kbminer_sitting", fresh).encode()))
                message = {**message, "headers": kept}
            await send(message)

        await (refused or self._app)(scope, receive, guarded)

    def _csrf(self, sitting: str) -> str:
        return hmac.new(self._secret, sitting.encode(), hashlib.sha256).hexdigest()

    def _editor(self, request: Request) -> str:
        if self._access.user_header:
            return clean_name(request.headers.get(self._access.user_header, ""))
        return clean_name(unquote(request.cookies.get("kbminer_editor", ""))) or self._access.editor

    def _refusal(self, request: Request, csrf: str) -> Response | None:
        path = request.url.path
        if not self._access.answers_to(request.headers.get("host", "")):
            return _refused(request.state.words("error_host"), 421)
        if path.startswith("/static/"):
            return None
        return self._api_refusal(request) if path.startswith("/api/") else self._page_refusal(request, csrf)

    def _page_refusal(self, request: Request, csrf: str) -> Response | None:
        if self._access.user_header and not request.state.editor:
            return _refused(request.state.words("login_title"), 401)
        if self._access.token and request.url.path != "/login" and not self._has_token(request):
            return RedirectResponse("/login", 303)
        if request.method in SAFE:
            return None
        if request.url.path == "/login" and not self._guesses.allows(caller_of(request)):
            return _refused(request.state.words("error_many"), 429, {"retry-after": "5"})
        return self._forgery(request, csrf)

    def _forgery(self, request: Request, csrf: str) -> Response | None:
        """Refuse what another site may have sent in an editor's name."""
        words = request.state.words
        origin = request.headers.get("origin")
        site = request.headers.get("sec-fetch-site")
        host = request.headers.get("host", "")
        if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
            return _refused(words("error_origin"), 403)
        if origin is None and site not in ("same-origin", "none"):
            return _refused(words("error_origin"), 403)
        given = request.headers.get("x-csrf-token", "") or request.query_params.get("csrf", "")
        return (
            None
            if hmac.compare_digest(given.encode(), csrf.encode())
            else _refused(words("error_token"), 403)
        )

    def _api_refusal(self, request: Request) -> Response | None:
        if not self._limit.allows(caller_of(request)):
            return _refused(request.state.words("error_many"), 429, {"retry-after": "5"})
        given, token = bearer_of(request), self._access.token
        knows = is_token(given, token) or is_token(given, self._write_token)
        if token and not knows and not self._has_token(request):
            return _refused(request.state.words("login_title"), 401, {"www-authenticate": "Bearer"})
        return None

    def _has_token(self, request: Request) -> bool:
        given = request.cookies.get("kbminer_token", "")
        return hmac.compare_digest(given.encode(), token_proof(self._access.token or "").encode())


def caller_of(request: Request) -> str:
    """Read from which machine a request comes."""
    return request.client.host if request.client else ""


def bearer_of(request: Request) -> str:
    """Read the token of ``Authorization: Bearer``, whose first word is written in any case."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def is_token(given: str, token: str | None) -> bool:
    """Tell whether a token was given, in the same time whatever was; none is right where none is set."""
    return bool(token) and hmac.compare_digest(given.encode(), (token or "").encode())


def token_proof(token: str) -> str:
    """What a browser keeps instead of the token itself."""
    return hashlib.sha256(f"kbminer desk {token}".encode()).hexdigest()


def clean_name(name: str) -> str:
    """Return a name as it may be kept: one line, printable, not too long."""
    return " ".join("".join(c for c in name if c.isprintable()).split())[:LONGEST_NAME]


def cookie(name: str, value: str, *, days: int | None = None) -> str:
    """Write a cookie that no script reads and no other site sends."""
    made = SimpleCookie({name: quote(value)})
    lasting = f"; Max-Age={days * 86_400}" if days is not None else ""
    return f"{made[name].OutputString()}; Path=/; HttpOnly; SameSite=Strict{lasting}"


def _refused(words: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(words, status, headers=headers)
