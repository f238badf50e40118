"""Read a knowledge base from where it lies, whatever it was kept in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kbminer.errors import SourceError, UnknownFormat
from kbminer.records import Article, Problem

_MARKDOWN = frozenset([".md", ".markdown", ".mdx"])
_HTML = frozenset([".html", ".htm", ".xhtml"])
_JSON = frozenset([".json", ".jsonl", ".ndjson"])
_NOT_CONTENT = frozenset(["node_modules", "__pycache__", "_site", "site-packages"])


def read_articles(path: Path | str) -> Iterator[Article | Problem]:
    """Read every article under ``path``, in the order of their names; what can't be read is a problem.

    Parameters
    ----------
    path : Path or str
        A folder of Markdown or HTML, a folder or file with a sitemap and its saved pages, a JSON file of
        Zendesk's shape, or one page.

    Raises
    ------
    SourceError
        Nothing lies there.
    UnknownFormat
        A single file that is no article, no sitemap and no export.

    Examples
    --------
    >>> [article.title for article in read_articles("examples/articles")][:1]   # doctest: +SKIP
    ['Export notes to Markdown with their pictures']
    """
    root = Path(path)
    if not root.exists():
        raise SourceError(f"{root}: no such file or folder; name where the knowledge base lies.")
    seen: set[str] = set()
    for found in _folder(root) if root.is_dir() else _single(root):
        if isinstance(found, Problem):
            yield found
        elif found.id in seen:
            yield Problem(where=found.id, what="a second article has the same id; the first one was kept")
        elif not found.passages and not found.title.strip():
            yield Problem(where=found.id, what="the article is empty")
        else:
            seen.add(found.id)
            yield found


def _single(file: Path) -> Iterator[Article | Problem]:
    """One file that somebody named."""
    if not file.is_file():
        raise SourceError(f"{file}: no regular file; name a file or a folder of articles.")
    try:
        yield from _file(file, file.parent)
    except OSError as error:
        raise SourceError(
            f"{file}: can't be read ({error.strerror or error}); let this user read it, or take it out."
        ) from error


def _folder(root: Path) -> Iterator[Article | Problem]:
    files = []
    for file in _walk(root):
        if (
            file.is_symlink() or not file.is_file()
        ):  # as in a forum's folder: it may lead anywhere, or to no end
            yield Problem(where=str(file), what="is a link or no regular file; not followed")
        else:
            files.append(file)
    sitemaps = [file for file in files if is_sitemap(file)]
    if sitemaps:  # the saved pages are then reached by their addresses
        files = [file for file in files if file.suffix.lower() not in _HTML and file not in sitemaps]
        from kbminer.articles.sitemap import from_sitemaps  # noqa: PLC0415  # parsers load when they are needed

        yield from from_sitemaps(sitemaps)
    for file in files:
        try:
            yield from _file(file, root)
        except (SourceError, OSError) as error:
            yield Problem(where=str(file), what=str(error))


def _walk(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names if not n.startswith(".") and n not in _NOT_CONTENT)
        for name in sorted(files):
            file = Path(folder, name)
            if file.suffix.lower() in _MARKDOWN | _HTML | _JSON or is_sitemap(file):
                yield file


def _file(file: Path, root: Path) -> Iterator[Article | Problem]:
    kind = file.suffix.lower()
    if is_sitemap(file):
        from kbminer.articles.sitemap import from_sitemaps  # noqa: PLC0415

        yield from from_sitemaps([file])
    elif kind in _JSON:
        from kbminer.articles.zendesk import from_json  # noqa: PLC0415

        yield from from_json(_text(file), where=str(file))
    elif kind in _MARKDOWN | _HTML:
        yield from _page(file, id=file.relative_to(root).with_suffix("").as_posix())
    else:
        raise UnknownFormat(
            f"{file}: not Markdown, HTML, a sitemap or JSON with articles; give one of these."
        )


def _page(file: Path, *, id: str) -> Iterator[Article | Problem]:
    text = _text(file)
    if "\ufffd" in text:
        yield Problem(where=str(file), what="some characters are not UTF-8 and were replaced", lost=False)
    if not text.strip():
        yield Problem(where=str(file), what="the file is empty")
    elif file.suffix.lower() in _HTML:
        from kbminer.articles.html import from_html  # noqa: PLC0415

        yield from_html(text, id=id)
    else:
        from kbminer.articles.markdown import from_markdown  # noqa: PLC0415

        try:
            yield from_markdown(text, id=id)
        except SourceError as error:
            yield Problem(where=str(file), what=str(error))


def is_sitemap(path: Path) -> bool:
    """Whether a file's name says that it is a sitemap."""
    return path.name.lower().startswith("sitemap") and path.name.lower().endswith((".xml", ".xml.gz"))


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8-sig", errors="replace")
