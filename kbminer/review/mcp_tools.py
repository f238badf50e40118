"""The same answers as tools of the Model Context Protocol, over standard input and output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from kbminer.errors import MissingExtra
from kbminer.review.answers import Answers
from kbminer.review.queue import Filter

if TYPE_CHECKING:
    from mcp.server import MCPServer


def make_mcp_server(answers: Answers) -> MCPServer:
    """Offer what can be asked as tools; none of them decides anything.

    Raises
    ------
    MissingExtra
        The protocol's library is not installed.
    """
    try:
        from mcp.server import MCPServer  # noqa: PLC0415 - optional
    except ImportError:
        raise MissingExtra("mcp", extra="mcp", purpose="kbminer serve --mcp") from None
    server = MCPServer("kbminer")

    @server.tool()
    def suggest(question: str, top: int = 3) -> dict[str, Any]:
        """Tell which article, group of threads or solved thread most probably answers a question."""
        return _plain(answers.suggest(question, top))

    @server.tool()
    def suggestions(words: str = "", page: int = 1) -> dict[str, Any]:
        """List what people keep asking, in the order of its value, with what to do about each."""
        return _plain(answers.suggestions(Filter(words=words, page=page)))

    @server.tool()
    def draft(group: str) -> dict[str, Any]:
        """Return the article for a suggestion, with the post that each mark stands for."""
        return _plain(answers.draft(group))

    @server.tool()
    def evidence(group: str) -> dict[str, Any]:
        """Return the threads that a suggestion rests on, without anything private."""
        return _plain(answers.evidence(group))

    @server.tool()
    def decisions(after: int = 0) -> dict[str, Any]:
        """List what editors decided, in the order of the numbers."""
        return _plain(answers.decisions(after))

    return server


def _plain(found: dict[str, Any] | None) -> dict[str, Any]:
    """Write an answer as values that JSON knows."""
    answer: dict[str, Any] = orjson.loads(
        orjson.dumps(found if found is not None else {"error": "no such thing"})
    )
    return answer
