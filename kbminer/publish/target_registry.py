"""Targets by name: those that come with kbminer, and those of other packages by entry point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from kbminer.entry_points import load, offered, unfit
from kbminer.errors import SettingsError
from kbminer.publish.escaped import Escaped
from kbminer.publish.target import Target
from kbminer.publish.targets import (
    confluence,
    docusaurus,
    html,
    hugo,
    intercom,
    llms,
    qapage,
    site_markdown,
    zendesk,
)
from kbminer.records import Draft

_Own: TypeAlias = Callable[[Mapping[str, Draft]], Mapping[str, Escaped]]
"""A target that comes with kbminer: whatever it writes, its own escapes made."""

ENTRY_POINTS = "kbminer.targets"
"""The group of entry points: each names a :class:`kbminer.publish.Target`."""

TARGETS: Mapping[str, _Own] = {
    "markdown": site_markdown.files,
    "docusaurus": docusaurus.files,
    "hugo": hugo.files,
    "html": html.files,
    "zendesk": zendesk.files,
    "intercom": intercom.files,
    "confluence": confluence.files,
    "qapage": qapage.files,
    "llms": llms.files,
}
"""The targets that come with kbminer."""


def target_names() -> tuple[str, ...]:
    """List the names of all targets that can be asked for, those that come with kbminer first.

    Examples
    --------
    >>> target_names()[:2]
    ('markdown', 'docusaurus')
    """
    return (*TARGETS, *sorted(offered(ENTRY_POINTS, TARGETS)))


def target_named(name: str) -> Target:
    """Look up the target of that name.

    Raises
    ------
    SettingsError
        There is none of that name, or what a package offers under it can't be used.

    Examples
    --------
    >>> target_named("markdown")({})
    {}
    """
    if name in TARGETS:
        return TARGETS[name]
    point = offered(ENTRY_POINTS, TARGETS).get(name)
    if point is None:
        raise SettingsError(f"No export target {name!r}; there are: {', '.join(sorted(target_names()))}.")
    target = load(point, "target")
    if not isinstance(target, Target):
        raise unfit(point, "target", "can't be called with drafts: see kbminer.publish.Target.")
    return target
