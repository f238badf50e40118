"""From the last run to its briefing: compared with the last one, written, and only then remembered.

A job that is cut off between writing and remembering writes the same briefing again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kbminer.config import Settings
from kbminer.pipeline.results import Codec
from kbminer.records import RunRecord, RunResult
from kbminer.store import Store, ToldBriefing

if TYPE_CHECKING:
    from datetime import date

    from kbminer.briefing import Briefing, Facts, Seen
    from kbminer.publish.briefings import BriefingFiles
    from kbminer.similarity.embed import Embedder


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefed:
    """A briefing, its number, and its files."""

    number: int
    briefing: Briefing
    files: BriefingFiles


def brief(
    store: Store,
    found: RunResult,
    record: RunRecord,
    settings: Settings,
    out: Path,
    *,
    embedder: Embedder | None = None,
) -> Briefed:
    """Write what changed since the last briefing, and remember that it was told.

    Parameters
    ----------
    store : Store
    found : RunResult
        What the last run found, without anything private.
    record : RunRecord
        That run's.
    settings : Settings
    out : Path
        The folder of the briefing.
    embedder : Embedder, optional
        What encoded the run's questions; by default the one that its settings name.

    Raises
    ------
    OutputError
        The folder can't be written.
    SourceError
        A file of demand can't be read.
    """
    from kbminer.briefing import compose_briefing  # noqa: PLC0415 - pydantic's schema is made when it loads
    from kbminer.briefing.teams import for_team, teams_of  # noqa: PLC0415
    from kbminer.publish.briefings import write_briefing  # noqa: PLC0415
    from kbminer.publish.briefings.briefing_json import cost_of  # noqa: PLC0415
    from kbminer.redact.gate import released  # noqa: PLC0415

    number, period, last = _place(store, settings, record.finished_at.date())
    facts = _facts(store, found, last, settings, embedder)
    made, seen = compose_briefing(facts)
    made = _routed(released(made), store, facts, settings)
    cost = cost_of(record)
    files = write_briefing(made, out, number=number, cost=cost)
    for team in teams_of(made):
        write_briefing(for_team(made, team), out, number=number, cost=cost, name=f"briefing-{team}")
    if seen != last:
        store.save_briefing(ToldBriefing(number=number, period=period, body=_codec().encode(seen)[1]))
    return Briefed(number=number, briefing=made, files=files)


def _place(store: Store, settings: Settings, day: date) -> tuple[int, str, Seen | None]:
    """The number and period of the briefing that is due, and what the last one of another period told."""
    told = store.briefings()
    period = _period(settings.briefing_every, day)
    number = told[0].number if told else 0
    if period and told and told[0].period == period:
        before = next((each for each in told if each.period != period), None)
    else:
        before, number = (told[0] if told else None), number + 1
    return number, period, _codec().decode(before.body) if before else None


def _period(every: str, day: date) -> str:
    """The name of the day, week or month; none where every run has a briefing of its own."""
    return {"day": f"{day}", "week": f"{day:%G-W%V}", "month": f"{day:%Y-%m}"}.get(every, "")


def _facts(
    store: Store, found: RunResult, last: Seen | None, settings: Settings, embedder: Embedder | None
) -> Facts:
    from kbminer.briefing import Facts  # noqa: PLC0415
    from kbminer.briefing.value import Assumptions  # noqa: PLC0415
    from kbminer.pipeline.demand import load_demand  # noqa: PLC0415
    from kbminer.pipeline.read_outcomes import outcomes_of, suggest_checks  # noqa: PLC0415

    decisions = store.decisions()
    lineage, lineage_end = store.lineage_after(last.lineage if last else 0)
    states, states_end = store.changes_after(last.states if last else 0)
    return Facts(
        found=found,
        askers=store.askers(),
        seen=last,
        lineage=lineage,
        states=states,
        lineage_end=lineage_end,
        states_end=states_end,
        links=len(store.links()),
        decisions=decisions,
        demand=load_demand(settings.demand, store, found.grouping.groups, embedder),
        suggest_checks=suggest_checks(store, found, decisions),
        assumptions=Assumptions(
            self_served=settings.self_served,
            minutes=settings.minutes_an_answer,
            cost_ratio=settings.cost_ratio,
        ),
        **outcomes_of(store, found),
    )


def _routed(made: Briefing, store: Store, facts: Facts, settings: Settings) -> Briefing:
    from kbminer.briefing.feedback import feedback_by_team  # noqa: PLC0415
    from kbminer.briefing.teams import Routed, route, threads_of_teams  # noqa: PLC0415

    known = Routed(
        groups=facts.groups,
        threads=facts.threads,
        tags=store.tags() if any(each.tag for each in settings.routes) else {},
        group_of=facts.group_of,
    )
    teams = threads_of_teams(facts.questions if made.feedback else (), settings.routes, known)
    by_team = feedback_by_team(facts, teams)
    return route(replace(made, feedback=(*made.feedback, *by_team)), settings.routes, known)


def _codec() -> Codec[Seen]:
    from kbminer.briefing import Seen  # noqa: PLC0415

    return Codec[Seen](Seen)
