"""What a folder's pages have in common: where the dates, authors and words of their posts stand.

What comes again on page after page is the frame, what changes is content. Each kind of date is tried as that
of posts, and kept where most of what stands around it has an author and words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kbminer.ingest.boards.unknown.alternation import alternating
from kbminer.ingest.boards.unknown.box_names import is_named_like_posts
from kbminer.ingest.boards.unknown.date_marks import date_marks
from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.post_kinds import SampledPage, tried_kind
from kbminer.ingest.boards.unknown.post_parts import PostKind
from kbminer.ingest.boards.unknown.regions import Kind, Region, regions

_FRAME = 0.3  # of the pages that show the same words at the same place: those are the site's
_FRAME_LEAST = 3  # pages
_REGULAR = 0.5  # of the elements of one kind with a date: it is made for dates, not somebody's words
_MOST_KINDS = 12  # kinds of dates that are tried
_INSIDE = 0.6  # of the dates of a kind within posts of another


@dataclass(frozen=True)
class Layout:
    """What was learned of a folder's pages.

    Attributes
    ----------
    kinds : tuple of PostKind
        The kinds of posts, those that stand by themselves first, then the comments on them.
    frame : frozenset of (kind, str)
        Dates that many pages share.
    same : mapping
        Kinds that stand for others: rows that are coloured by turns.
    """

    kinds: tuple[PostKind, ...]
    frame: frozenset[tuple[Kind, str]] = frozenset()
    same: Mapping[Kind, Kind] = field(default_factory=dict)

    def meant(self, kind: Kind) -> Kind:
        """The kind of posts that dates of a kind belong to: replies are indented, rows coloured by turns."""
        kind = self.same.get(kind, kind)
        if kind in self._by_box.values():
            return kind
        return next((own for box, own in self._by_box.items() if kind[: len(box)] == box), kind)

    @cached_property
    def _by_box(self) -> dict[Kind, Kind]:
        """The kinds of posts that stand in boxes with a name, by what leads from the date to the box."""
        found = {}
        for each in self.kinds:
            box = each.kind[: each.rule.height + 1]
            named = each.many and not each.rule.grouped and re.search(r"[.#]", box[-1])
            found[box if named else each.kind] = each.kind
        return found

    @cached_property
    def signs(self) -> frozenset[str]:
        """The signatures of the elements that show posts' dates."""
        known = {kind.kind for kind in self.kinds}
        other = {kind for kind, meant in self.same.items() if meant in known}
        return frozenset(kind[0] for kind in known | other)


def learn_layout(outlines: Sequence[Outline]) -> Layout | None:
    """Learn where posts stand; ``None`` where no kind of date has posts around it."""
    seen = [SampledPage(outline, date_marks(outline)) for outline in outlines]
    frame = _frame(seen)
    same = alternating(seen)
    for page in seen:
        for mark in page.marks:
            if (mark.kind, mark.when) not in frame or mark.exact:
                page.by_kind.setdefault(same.get(mark.kind, mark.kind), []).append(mark)
    kinds: list[PostKind] = []
    done: set[Kind] = set()
    for kind, grouped in _ways(seen):
        if kind in done or (grouped and _is_lone(seen, kind) and any(not known.many for known in kinds)):
            continue
        found = tried_kind(seen, kind, kinds, grouped=grouped)
        if found is not None:
            done.add(kind)
            kinds = _with(seen, kinds, found)
    if not kinds:
        return None
    ordered = sorted(kinds, key=lambda kind: kind.comment)
    return Layout(tuple(ordered), frame, same)


def _frame(seen: Sequence[SampledPage]) -> frozenset[tuple[Kind, str]]:
    if len(seen) < _FRAME_LEAST:
        return frozenset()
    counts = Counter(key for page in seen for key in {(mark.kind, mark.when) for mark in page.marks})
    least = max(_FRAME_LEAST, _FRAME * len(seen))
    return frozenset(key for key, count in counts.items() if count >= least)


def _ways(seen: Sequence[SampledPage]) -> list[tuple[Kind, bool]]:
    """Each kind of date with whether posts are groups of neighbours, in the order of trying.

    Those of openings come last, and of them first those that have a box of their own.
    """
    tried = _candidates(seen)
    several = [(kind, grouped) for kind in tried if not _is_lone(seen, kind) for grouped in (False, True)]
    alone = [(kind, grouped) for grouped in (False, True) for kind in tried if _is_lone(seen, kind)]
    return several + alone


def _is_lone(seen: Sequence[SampledPage], kind: Kind) -> bool:
    return all(len(page.by_kind.get(kind, ())) < 2 for page in seen)


def _candidates(seen: Sequence[SampledPage]) -> list[Kind]:
    """The kinds of dates that may be posts', those that come several times on a page first."""
    dated: Counter[Kind] = Counter()
    timed: Counter[Kind] = Counter()
    repeated: Counter[Kind] = Counter()
    for page in seen:
        for kind, marks in page.by_kind.items():
            dated[kind] += len(marks)
            timed[kind] += sum(mark.timed for mark in marks)
            repeated[kind] += len(marks) > 1
    alike = _alike(seen, dated)
    regular = [kind for kind in dated if dated[kind] >= _REGULAR * alike[kind]]
    order = sorted(regular, key=lambda k: (repeated[k] == 0, -dated[k] * (1.0 + timed[k] / dated[k]), k))
    return order[:_MOST_KINDS]


def _alike(seen: Sequence[SampledPage], kinds: Iterable[Kind]) -> Counter[Kind]:
    """How many elements of each kind there are, with a date or without."""
    wanted = set(kinds)
    ends = {kind[0] for kind in wanted}
    counts: Counter[Kind] = Counter()
    for page in seen:
        for element, sign in enumerate(page.outline.signs):
            if (
                sign in ends
                and page.outline.length(element)
                and (kind := page.outline.kind(element)) in wanted
            ):
                counts[kind] += 1
    return counts


def _with(seen: Sequence[SampledPage], kinds: list[PostKind], new: PostKind) -> list[PostKind]:
    """Add a kind of posts: beside the others, as comments on them, or with others as comments on it."""
    for at, old in enumerate(kinds):
        if old.comment:
            continue
        if _show_one_time(seen, new, old):
            return [*kinds[:at], new, *kinds[at + 1 :]] if new.authors and not old.authors else kinds
        if _share_inside(seen, new, old) >= _INSIDE:
            return [*kinds, replace(new, comment=True)] if new.many and _is_own(seen, new, old) else kinds
        if new.many and _share_inside(seen, old, new) >= _INSIDE:
            if not _is_own(seen, old, new):
                return [*kinds[:at], new, *kinds[at + 1 :]]
            return [*kinds[:at], replace(old, comment=True), *kinds[at + 1 :], new]
    return [*kinds, new]


def _show_one_time(seen: Sequence[SampledPage], one: PostKind, other: PostKind) -> bool:
    """Whether two kinds of dates that stand once on a page are one exact time: an opening's, told twice."""
    pairs = [
        (page.by_kind[one.kind], page.by_kind[other.kind])
        for page in seen
        if one.kind in page.by_kind and other.kind in page.by_kind
    ]
    return bool(pairs) and all(
        len(a) == len(b) == 1 and a[0].exact is not None and a[0].exact == b[0].exact for a, b in pairs
    )


def _share_inside(seen: Sequence[SampledPage], inner: PostKind, outer: PostKind) -> float:
    """How many dates of one kind stand within posts of another."""
    inside = total = 0
    for page in seen:
        anchors = [mark.element for mark in page.by_kind.get(inner.kind, ())]
        if not anchors:
            continue
        total += len(anchors)
        for region in _regions(page, outer):
            inside += sum(any(page.outline.holds(part, a) for part in region.parts) for a in anchors)
    return inside / max(total, 1)


def _regions(page: SampledPage, kind: PostKind) -> list[Region]:
    anchors = [mark.element for mark in page.by_kind.get(kind.kind, ())]
    return regions(page.outline, anchors, (), kind.rule) if anchors else []


def _is_own(seen: Sequence[SampledPage], inner: PostKind, outer: PostKind) -> bool:
    """Whether posts within others are comments, by the names of their boxes or by their number."""
    named = total = most = 0
    for page in seen:
        around = _regions(page, outer)
        parts = [part for region in around for part in region.parts]
        own = _regions(page, inner)
        total += len(own)
        named += sum(_is_named_within(page.outline, region.parts[0], parts) for region in own)
        most = max([most, *(sum(_holds(page.outline, each, other) for other in own) for each in around)])
    return named > 0.5 * total or most > 1


def _is_named_within(outline: Outline, box: int, around: Sequence[int]) -> bool:
    for up in (box, *outline.around(box)):
        if up in around:
            return False
        if is_named_like_posts(f"{outline.signs[up]} {outline.get(up, 'itemtype').rsplit('/', 1)[-1]}"):
            return True
    return False


def _holds(outline: Outline, outer: Region, inner: Region) -> bool:
    return any(outline.holds(part, inner.anchor) for part in outer.parts)
