"""Mails whose words an archive set aside as an attachment: read from the replies that quote them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from kbminer.ingest.formats.mail_message import Mail, without_archives_words
from kbminer.records import Post
from kbminer.text.mail_quotes import marked_quotes

_FEWEST_WORDS = 5  # of a quotation that says more than whom it answers


def with_quoted_words(mails: Sequence[Mail]) -> list[Mail]:
    """Give each mail of a thread that has no words those that the first public reply to it quotes.

    Mailman takes texts off a message whose character set it does not know ("An embedded … text was
    scrubbed"); whoever answered still quoted them.

    Parameters
    ----------
    mails
        The mails of one thread, in their order.
    """
    replies: defaultdict[str, list[Post]] = defaultdict(list)
    for mail in mails:
        # What a mail that is not public quotes may be its writer's alone.
        if mail.post.reply_to and mail.post.format == "text" and mail.post.visibility.is_public:
            replies[mail.post.reply_to].append(mail.post)
    return [mail if mail.post.body.strip() else _restored(mail, replies[mail.id]) for mail in mails]


def _restored(mail: Mail, replies: Sequence[Post]) -> Mail:
    words = next((said for reply in replies if (said := quoted_words(reply.body))), None)
    return replace(mail, post=replace(mail.post, body=words)) if words else mail


def quoted_words(body: str) -> str:
    r"""Take what a mail quotes, without the marks; nothing where that is only a few words.

    >>> quoted_words("Ann wrote:\n> My lid sticks,\n> and oil is no help.\nTry wax.\n> What now?")
    'My lid sticks,\nand oil is no help.\n\nWhat now?'
    """
    runs = groupby(marked_quotes(body).splitlines(), key=lambda line: line.startswith(">"))
    quoted = [
        "\n".join(line[1:].removeprefix(" ") for line in lines) for is_quoted, lines in runs if is_quoted
    ]
    words = without_archives_words("\n\n".join(quoted)).strip()
    return words if len(words.split()) >= _FEWEST_WORDS else ""
