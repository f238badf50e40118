"""Editors' decisions made by chance, and runs made of invented questions: what property tests need."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from kbminer.cluster import group_questions
from kbminer.cluster.constraints import pairs_of
from kbminer.decisions import DecisionLog, bound_links, cases_of, standing_decisions
from kbminer.decisions.cases import Homes, cases_after, cases_among
from kbminer.decisions.decision_log import touched_by
from kbminer.records import Decision, Group, Grouping, Question
from kbminer.store import Store
from kbminer.testing import WordEmbedder

DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
TODAY = date(2026, 2, 1)
SUBJECTS = (
    "grey offline map tiles",
    "watch pairing with phone",
    "export loses elevation data",
    "battery drains over night",
)
EDITORS = ("Kim", "Ada", "Noor", "Lou")
REASONS = ("irrelevant", "wrong", "duplicate", "private", "not a question", "other")


def said(kind: str, group: str = "g", **more: object) -> Decision:
    """One decision with what a test says of it."""
    values = {"by": "Kim", "at": DAY, **more}
    return Decision(kind=kind, group=group, **values)  # type: ignore[arg-type]


def numbered(decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions as a store gives them back."""
    store = Store()
    return [kept for decision in decisions if (kept := store.decide(decision))]


@dataclass
class Sitting:
    """Editors at work on a store between runs that grow; all of it by one seed."""

    chance: random.Random
    store: Store = field(default_factory=Store)
    questions: list[Question] = field(default_factory=list)
    grouping: Grouping = field(default_factory=lambda: Grouping(groups=()))
    state: bytes = b""
    told: list[Decision] = field(default_factory=list)
    runs: int = 0

    def grow(self, count: int) -> None:
        """Let ``count`` more people ask."""
        for _ in range(count):
            number = len(self.questions)
            subject = self.chance.choice(SUBJECTS)
            words = " ".join(self.chance.sample(subject.split(), 3))
            self.questions.append(
                Question(
                    thread=f"f:{number}",
                    title=f"{words}?",
                    ask=subject,
                    asked_at=DAY + timedelta(days=number),
                )
            )

    def run(self) -> Grouping:
        """Group all questions as a run does, bound by what was decided."""
        links = bound_links(self.store.decisions())
        vectors = WordEmbedder().encode([question.text for question in self.questions])
        grouped = group_questions(
            self.questions,
            vectors,
            previous=self.grouping if self.runs else None,
            must_link=pairs_of(links, together=True),
            cannot_link=pairs_of(links, together=False),
            state=self.state or None,
        )
        self.grouping, self.state = grouped.grouping, grouped.state
        self.runs += 1
        return self.grouping

    def decide(self) -> Decision | None:
        """Take one decision by chance; ``None`` where an edit came too late."""
        groups = self.grouping.groups
        kept = self.store.decide(
            self._undo() if self.told and self.chance.random() < 0.15 else self._said(groups)
        )
        if kept:
            self.told.append(kept)
            self._grows_to_what_is(kept)
        return kept

    def _grows_to_what_is(self, kept: Decision) -> None:
        """One decision more, brought into what held before, comes to the same as reading all of them."""
        homes = Homes.among(self.grouping.groups)
        before = DecisionLog.of(self.told[:-1])
        log = before.grown([kept])
        assert log == DecisionLog.of(self.told)
        cases = cases_after(
            cases_among(before.verdicts, homes, today=TODAY),
            log.verdicts,
            touched_by([kept], self.told),
            homes,
            today=TODAY,
        )
        whole = cases_of(self.told, homes, today=TODAY)
        assert cases.by_group == whole.by_group
        assert {v.group: v for v in cases.homeless} == {v.group: v for v in whole.homeless}

    def _undo(self) -> Decision:
        return said(
            "undo",
            group=self.chance.choice(self.told).group,
            concerns=(self.chance.choice(self.told).number,),
        )

    def _said(self, groups: Sequence[Group]) -> Decision:
        group = self.chance.choice(groups)
        other = self.chance.choice(groups)
        kinds = "accept reject snooze archive reopen rename assign own edit edit answer merge split move"
        kind = self.chance.choice(kinds.split())
        more: dict[str, object] = {"by": self.chance.choice(EDITORS), "members": group.members}
        some = tuple(self.chance.sample(group.members, self.chance.randint(1, len(group.members))))
        version = max((d.number for d in self.told), default=0)
        more |= {
            "accept": {"text": f"accepted {len(self.told)}"},
            "reject": {"reason": self.chance.choice(REASONS)},
            "snooze": {"until": TODAY + timedelta(days=self.chance.randint(-9, 9)), "grown_by": 2},
            "rename": {"title": f"title {len(self.told)}"},
            "assign": {"person": self.chance.choice(EDITORS)},
            "own": {"person": self.chance.choice(EDITORS), "review_days": 90},
            "edit": {"text": f"text {len(self.told)}", "base": self.chance.choice([version, 0])},
            "answer": {"note": "Which version?", "text": f"answer {len(self.told)}"},
            "merge": {"target": other.id, "threads": other.members},
            "split": {"threads": some},
            "move": {"target": other.id, "threads": (*some[:1], *other.members)},
        }.get(kind, {})
        if kind in ("merge", "move") and other.id == group.id:
            return said("reopen", group=group.id, **more)
        return said(kind, group=group.id, **more)

    def nothing_is_lost(self) -> None:
        """Every decision that nobody took back is part of a verdict, and every verdict has a place."""
        log = self.store.decisions()
        assert [decision.number for decision in log] == list(range(1, len(log) + 1))
        assert list(log) == self.told
        standing = standing_decisions(log)
        cases = cases_of(log, self.grouping.groups, today=TODAY)
        placed = [
            *cases.homeless,
            *(v for case in cases.by_group.values() for v in (case.verdict, *case.others) if v),
        ]
        held = {decision.number for verdict in placed for decision in verdict.history}
        assert held == {decision.number for decision in standing}
        for verdict in placed:
            assert verdict.state == "open" or verdict.settled in verdict.history
            newest = [d for d in verdict.history if d.kind in ("edit", "accept") and d.text is not None]
            assert verdict.written == (newest[-1] if newest else None)
            titles = [d.title for d in verdict.history if d.kind == "rename"]
            assert verdict.title == (titles[-1] if titles else None)

    def people_s_groups_hold(self) -> None:
        """Threads that people joined stand in one group, those they parted in two."""
        home = {key: group.id for group in self.grouping.groups for key in group.members}
        for link in bound_links(self.store.decisions()):
            if link.together:
                assert home.get(link.one) == home.get(link.other), link
            elif link.one in home and link.other in home:
                assert home[link.one] != home[link.other], link

    def ids_last(self, before: Grouping) -> None:
        """A group has an id of the run before, or is told as born or split; no id stands twice."""
        ids = [group.id for group in self.grouping.groups]
        assert len(ids) == len(set(ids))
        old = {group.id for group in before.groups}
        told = {new for event in self.grouping.lineage for new in event.after}
        gone = {past for event in self.grouping.lineage for past in event.before}
        assert set(ids) - old <= told
        assert old - set(ids) <= gone
