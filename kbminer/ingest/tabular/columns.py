"""What the columns of a table hold, guessed from their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_COLUMNS = {
    "thread": "thread_id threadid thread ticket_id ticketid ticket conversation_id conversation case_id case "
    "case_number issue_id topic_id topic chat_id chat session_id session thread_ts parent_id discussion_id",
    "id": "id message_id messageid post_id comment_id msg_id ts key number",
    "author": "author from sender user username user_name from_name sender_name name customer "
    "requester agent by "
    "author_name display_name nick auteur absender von expediteur",
    "date": "date created_at created createdat timestamp time datetime sent sent_at posted_at created_on "
    "creation_date date_created opened datum fecha",
    "title": "title subject summary topic_title thread_title question_title betreff sujet objet asunto",
    "body": "body text message content description comment question details msg message_text "
    "body_text plain_body "
    "nachricht inhalt texte contenu mensaje",
    "answer": "answer reply response resolution solution answer_text accepted_answer best_answer "
    "antwort reponse "
    "respuesta",
    "status": "status state solved resolved is_solved is_resolved",
    "category": "category forum channel queue product group department board section kategorie categorie",
    "tags": "tags labels keywords",
    "views": "views view_count viewcount",
    "reply_to": "reply_to in_reply_to parent parent_message_id reply_to_id",
    "accepted": "accepted is_accepted is_answer is_solution",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Which column holds what: the guess, to be shown."""

    columns: tuple[tuple[str, str], ...]

    def column(self, role: str) -> str | None:
        """Name the column of a role such as "body"."""
        return dict(self.columns).get(role)

    def value(self, row: dict[str, Any], role: str) -> Any:
        """Take a row's cell of a role; ``None`` where no column has it."""
        column = self.column(role)
        return row.get(column) if column else None

    def text(self, row: dict[str, Any], role: str) -> str | None:
        """Take a row's cell of a role as text; ``None`` where it is empty."""
        value = self.value(row, role)
        if value is None or value == "":
            return None
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        return text.strip() or None

    def __str__(self) -> str:
        """The guess as words: role and column."""
        return ", ".join(f"{role} from {column!r}" for role, column in self.columns)


def guess(header: list[str]) -> Mapping | None:
    """Guess the columns from their names; ``None`` where no column can hold the words.

    >>> str(guess(["Ticket ID", "From", "Sent", "Subject", "Message"]))
    "thread from 'Ticket ID', author from 'From', date from 'Sent', title from 'Subject', body from 'Message'"
    """
    plain = {re.sub(r"[^\w]+", "_", name.strip().lower()).strip("_"): name for name in header if name}
    found: dict[str, str] = {}
    for role, names in _COLUMNS.items():
        for name in names.split():
            if name in plain and plain[name] not in found.values():
                found[role] = plain[name]
                break
    if "body" not in found and not ("title" in found and "answer" in found):
        return None
    return Mapping(columns=tuple(found.items()))
