"""Every format that kbminer knows: one entry each, and those of third parties by entry point."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from kbminer.entry_points import load, unfit
from kbminer.errors import SourceError
from kbminer.ingest.boards import (
    discourse_html,
    generic,
    invision,
    mybb,
    nodebb_html,
    phpbb,
    phpbb2,
    schema_org,
    smf,
    vanilla,
    vbulletin,
    xenforo,
)
from kbminer.ingest.format import Format
from kbminer.ingest.formats import (
    discord,
    discord_csv,
    discourse_json,
    flarum,
    freshdesk,
    github_discussions,
    github_issues,
    gitlab_issues,
    help_scout,
    intercom,
    khoros_api,
    markdown_threads,
    mbox,
    nodebb,
    reddit,
    slack,
    stackexchange_api,
    stackexchange_xml,
    teams,
    thread_jsonl,
    topic_json,
    zendesk,
)
from kbminer.ingest.tabular import table

FORMATS: tuple[Format, ...] = (
    discourse_json.FORMAT,
    thread_jsonl.FORMAT,
    stackexchange_xml.FORMAT,
    stackexchange_api.FORMAT,
    flarum.FORMAT,
    nodebb.FORMAT,
    github_issues.FORMAT,
    gitlab_issues.FORMAT,
    github_discussions.FORMAT,
    reddit.FORMAT,
    intercom.FORMAT,
    freshdesk.FORMAT,
    help_scout.FORMAT,
    khoros_api.FORMAT,
    zendesk.FORMAT,
    slack.FORMAT,
    discord.FORMAT,
    discord_csv.FORMAT,
    teams.FORMAT,
    mbox.FORMAT,
    discourse_html.FORMAT,
    phpbb.FORMAT,
    phpbb2.FORMAT,
    mybb.FORMAT,
    vbulletin.FORMAT,
    xenforo.FORMAT,
    smf.FORMAT,
    vanilla.FORMAT,
    invision.FORMAT,
    nodebb_html.FORMAT,
    schema_org.FORMAT,
    generic.FORMAT,
    markdown_threads.FORMAT,
    table.FORMAT,
    topic_json.FORMAT,
)
"""The formats that come with kbminer; where two are equally sure, the earlier one reads."""

ENTRY_POINTS = "kbminer.formats"


@cache
def all_formats() -> tuple[Format, ...]:
    """List the known formats and those that installed packages offer, which may not replace a known one.

    Raises
    ------
    SettingsError
        What a package offers can't be loaded or is no format.
    """
    known = {format.name for format in FORMATS}
    points = sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name)
    return FORMATS + tuple(format for format in map(_loaded, points) if format.name not in known)


def _loaded(point: EntryPoint) -> Format:
    found = load(point, "format")
    if not isinstance(found, Format):
        raise unfit(point, "format", "is no kbminer.ingest.Format: see docs/formats.md.")
    return found


def by_name(name: str) -> Format:
    """Find a format by its name.

    Raises
    ------
    SourceError
        There is none; the message lists those that there are.
    """
    for format in all_formats():
        if format.name == name:
            return format
    names = ", ".join(sorted(format.name for format in all_formats()))
    raise SourceError(f"there is no format named {name!r}; choose one of: {names}")
