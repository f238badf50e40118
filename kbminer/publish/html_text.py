"""HTML that is finished: what a post said is shown there."""

from __future__ import annotations

from html import escape
from typing import Self, TypeVar

from kbminer.printable import printable, printable_line
from kbminer.publish.escaped import Escaped
from kbminer.publish.inline import xhtml
from kbminer.web_address import is_web

H = TypeVar("H", bound="Html")
_TAGS = {
    *("h2", "h3", "p", "ol", "ul", "li", "pre", "code", "em", "strong", "s", "a", "br", "sup", "blockquote"),
}


class Html(Escaped):
    """XHTML for a page or for the field of a help centre."""

    @classmethod
    def words(cls, text: str) -> Self:
        """Write a line of a post's inline Markdown; HTML in it is shown.

        >>> Html.words("**a** <script>")
        '<strong>a</strong> &lt;script&gt;'
        """
        return cls._finished(xhtml(printable_line(text)))

    @classmethod
    def name(cls, text: str) -> Self:
        """Write plain words, which may stand between double quotation marks, too.

        >>> Html.name("<b> **c**")
        '&lt;b&gt; **c**'
        """
        return cls._finished(escape(printable_line(text), quote=False).replace('"', "&quot;"))

    @classmethod
    def number(cls, number: int) -> Self:
        """Write a number."""
        return cls._finished(str(number))

    @classmethod
    def link(cls, label: Self, url: str | None) -> Self:
        """Link a label to a web address; to any other it stays a label."""
        address = printable_line(url or "")
        return cls._finished(f'<a href="{escape(address)}">{label}</a>') if is_web(address) else label

    @classmethod
    def code(cls, code: str) -> Self:
        """Write a block of code, sign for sign."""
        return cls._finished(f"<pre><code>{escape(printable(code), quote=False)}</code></pre>")

    @classmethod
    def todo(cls, label: Self, text: Self) -> Self:
        """Write what an editor has to do."""
        return cls.form("<blockquote><p><strong>{}:</strong> {}</p></blockquote>", label, text)

    @classmethod
    def cleaned(cls, html: Self) -> Self:
        """Pass finished HTML through a sanitiser once more: a second pair of eyes."""
        import nh3  # noqa: PLC0415  # only where something is exported

        clean = nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow noopener",
        )
        return cls._finished(clean)
