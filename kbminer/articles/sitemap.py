"""A sitemap export: the addresses of a help centre, with its pages saved beside it or not at all."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from kbminer.articles.html import from_html
from kbminer.articles.page import to_article, when
from kbminer.errors import UnknownFormat
from kbminer.records import Article, Problem
from kbminer.web_address import parted

_LARGEST = 50 * 1024 * 1024  # bytes unpacked: the sitemap protocol's own limit


class Entry(NamedTuple):
    """One address of a sitemap and when its page last changed."""

    url: str
    changed: datetime | None


def from_sitemaps(paths: Iterable[Path]) -> Iterator[Article | Problem]:
    """Read every page that sitemaps list and that was saved near them, as a mirroring tool saves it.

    A page that was not saved becomes an article known by its address alone: its title comes from there.
    A sitemap that another one's index leads to is read once.

    Parameters
    ----------
    paths : iterable of Path
        Sitemaps, or indexes of sitemaps, packed or not.

    Raises
    ------
    UnknownFormat
        The only file is no sitemap; among several it is a problem.
    """
    files = sorted(paths, key=lambda file: (len(file.name), str(file)))
    seen: set[Path] = set()
    for file in files:
        if file in seen:
            continue
        try:
            yield from _pages(file, seen)
        except UnknownFormat as error:
            if len(files) == 1:
                raise
            yield Problem(where=str(file), what=str(error))


def _pages(path: Path, seen: set[Path]) -> Iterator[Article | Problem]:
    for entry in _entries(path, seen):
        page = _saved(path.parent, entry.url)
        if page is None:
            yield Problem(
                where=f"{path}: {entry.url}", what="the page was not saved beside the sitemap", lost=False
            )
            found = to_article([], {"url": entry.url}, id=entry.url, title="")
        else:
            found = from_html(page.read_text("utf-8", errors="replace"), id=entry.url)
        yield replace(found, url=entry.url, updated_at=found.updated_at or entry.changed)


def _entries(path: Path, seen: set[Path]) -> Iterator[Entry]:
    """Follow a sitemap index to the sitemaps saved beside it, each once."""
    from lxml import etree  # noqa: PLC0415  # only where a sitemap is read

    seen.add(path)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    try:
        root = etree.fromstring(_bytes(path), parser)
    except (etree.XMLSyntaxError, OSError, EOFError) as error:
        raise UnknownFormat(f"{path}: not a sitemap ({error}).") from error
    for node in root.iter("{*}url", "{*}sitemap"):
        loc = (node.findtext("{*}loc") or "").strip()
        if etree.QName(node).localname == "url" and parted(loc).scheme in ("http", "https"):
            yield Entry(loc, when((node.findtext("{*}lastmod") or "").strip()))
        elif etree.QName(node).localname == "sitemap":
            beside = path.parent / Path(unquote(parted(loc).path)).name
            if beside.is_file() and beside not in seen:
                yield from _entries(beside, seen)


def _bytes(path: Path) -> bytes:
    if path.suffix != ".gz":
        return path.read_bytes()
    with gzip.open(path) as packed:
        data = packed.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise UnknownFormat(f"{path}: unpacks to more than the 50 MB that a sitemap may have.")
    return data


def _saved(folder: Path, url: str) -> Path | None:
    """Where a mirroring tool puts a page; an address never leads out of the sitemap's own folder."""
    parts = parted(url)
    inner = [
        part for part in unquote(parts.path).split("/") if part not in ("", ".", "..") and "\x00" not in part
    ]
    for base in (folder / parts.netloc.replace(":", "_"), folder):
        bare = base.joinpath(*inner)
        for page in (
            bare,
            bare.with_name(bare.name + ".html"),
            bare / "index.html",
            bare.with_suffix(".htm"),
        ):
            if page.is_file() and page.resolve().is_relative_to(folder.resolve()):
                return page
    return None
