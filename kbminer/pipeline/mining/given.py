"""What a run starts from: its store and settings, people's words, and the language model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kbminer.config import Settings
from kbminer.decisions import bound_links
from kbminer.decisions.learned_ranking import worth_learning_from
from kbminer.decisions.verdicts import verdicts_of
from kbminer.digests import digest_of
from kbminer.pipeline.authoring import asking_of
from kbminer.pipeline.run_in_progress import RunInProgress
from kbminer.records import Link, Verdict
from kbminer.store import Store

if TYPE_CHECKING:
    from kbminer.cluster import Clusterer
    from kbminer.language_model import Asking
    from kbminer.pipeline.engine import Engine
    from kbminer.similarity.embed import Embedder


@dataclass(frozen=True)
class Given:
    """What every stage may look at beside the outcomes of earlier ones."""

    run: RunInProgress
    store: Store
    settings: Settings
    embedder: Embedder
    clusterer: Clusterer
    engine: Engine | None = None

    def enter(self) -> None:
        """Enter the digests of all that stages depend on from the beginning."""
        settings, decisions = self.settings, self.store.decisions()
        model = (settings.llm_url, settings.llm_model, settings.llm_budget)
        self.run.given(
            {
                "stored threads": digest(f"{key}={was}" for key, was in sorted(self.digests.items())),
                "links": digest(map(repr, self.links)),
                "interview": digest(repr(each) for each in decisions if each.kind == "answer"),
                "embedder": self.embedder.name,
                "clusterer": self.clusterer.name,
                "decided": digest(f"{each.group} {sorted(each.members)}" for each in self.decided),
                "least askers": str(settings.least_askers),
                "verdicts": digest(map(_told_by, self.verdicts)),
                "top": str(settings.top),
                "name solvers": str(settings.name_solvers),
                "show internal": str(settings.show_internal),
                "triage rules": digest(map(repr, settings.triage)),
                "language model": " ".join(map(str, model)),
            }
        )

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the order of suggestions is learnt from; nothing where that is switched off."""
        return worth_learning_from(self.store.decisions()) if self.settings.learn_ranking else ()

    @cached_property
    def decided(self) -> tuple[Verdict, ...]:
        """The verdicts by which people settled what became of a suggestion, or began to write its article."""
        found = verdicts_of(self.store.decisions()).values()
        return tuple(each for each in found if each.state != "open" or each.written is not None)

    @cached_property
    def asking(self) -> Asking | None:
        """The configured language model, with the run's budget for judging and writing together."""
        return asking_of(self.settings, self.store)

    @property
    def was_answered(self) -> bool:
        """Whether no question to the model was lost so far: a model that was out of reach is asked again."""
        return self.asking is None or not self.asking.spending.failed

    @cached_property
    def digests(self) -> dict[str, str]:
        """The digest of every stored thread by its key."""
        return self.store.digests()

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The pairs that people's words bind, of whatever kind they were."""
        return bound_links(self.store.decisions(), self.store.links())


def _told_by(verdict: Verdict) -> str:
    return f"{verdict.group} {verdict.state} {sorted(verdict.members)}"


def digest(parts: Iterable[str]) -> str:
    """Digest texts, whatever signs stand in them."""
    return digest_of(part.encode("utf8", "replace") for part in parts)
