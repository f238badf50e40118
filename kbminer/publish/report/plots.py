"""Small plots as inline SVG: no script, no file beside the report, legible in print."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup


def bars(counts: Sequence[int], *, label: str, width: int = 160, height: int = 32) -> Markup:
    """Draw ``counts`` as a row of bars; ``label`` is read out instead of the picture.

    >>> bars([1, 2], label="asked by quarter").count("<rect")
    2
    """
    if not counts:
        return Markup("")
    step = width / len(counts)
    top = max(*counts, 1)
    drawn = [
        f'<rect x="{i * step:.1f}" y="{height - height * count / top:.1f}" '
        f'width="{max(step - 1, 0.5):.1f}" height="{height * count / top:.1f}"/>'
        for i, count in enumerate(counts)
        if count
    ]
    return Markup(  # noqa: S704 - numbers of our own and an escaped label
        f'<svg class="bars" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{Markup.escape(label)}"><line x1="0" y1="{height}" x2="{width}" y2="{height}"/>'
        f"{''.join(drawn)}</svg>"
    )


def state_class(name: str) -> str:
    """Name the style of a state.

    >>> state_class("solved (declared)")
    'state-solved-declared'
    """
    return "-".join(["state", *re.findall(r"[a-z]+", name.lower())])


def shares(parts: Sequence[tuple[str, int]], *, label: str) -> Markup:
    """Draw named counts as one bar of their shares, each part with a class of its name."""
    total = sum(count for _, count in parts)
    if not total:
        return Markup("")
    drawn, x = [], 0.0
    for name, count in parts:
        width = 100 * count / total
        title = Markup.escape(f"{name}: {count:,}")
        drawn.append(
            f'<rect class="{state_class(name)}" x="{x:.2f}" y="0" width="{width:.2f}" height="6">'
            f"<title>{title}</title></rect>"
        )
        x += width
    return Markup(  # noqa: S704 - names are escaped above
        f'<svg class="shares" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" '
        f'aria-label="{Markup.escape(label)}">{"".join(drawn)}</svg>'
    )
