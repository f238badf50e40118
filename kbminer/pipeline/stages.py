"""The stages of a run: what each is called, what it depends on, and where its code begins.

What a stage gave is used again as long as its inputs, its version and all the code behind it are the same.
The code is found from the imports (:mod:`kbminer.import_closure`), so nobody keeps a list of files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kbminer.digests import digest_of
from kbminer.import_closure import code_digest


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage: its work is a pure function of its inputs.

    ``version`` is raised by hand where a result would change although no code of kbminer did (a library's
    new behaviour). ``inputs`` are the names of what the work depends on: earlier stages, or what the store
    and the settings hold. ``code`` names the modules in which the work begins.
    """

    name: str
    version: int = 1
    inputs: tuple[str, ...]
    code: tuple[str, ...]

    @cached_property
    def code_digest(self) -> str:
        """The digest of every file that the work may run or read."""
        return code_digest(*self.code)

    def key(self, inputs: Mapping[str, str]) -> str:
        """Digest the stage with its inputs, given by their digests.

        Raises
        ------
        ValueError
            An input that the stage declares is missing, or one that it does not declare was given.
        """
        if set(inputs) != set(self.inputs):
            raise ValueError(f"stage {self.name} takes {sorted(self.inputs)}, not {sorted(inputs)}")
        parts = [self.name, str(self.version), self.code_digest, *(inputs[name] for name in self.inputs)]
        return digest_of(part.encode() for part in parts)


ARTICLES = Stage(name="articles", inputs=("knowledge base",), code=("kbminer.articles.read",))
FORUM = Stage(name="forum", inputs=("stored threads",), code=("kbminer.forum.learning",))
THREADS = Stage(
    name="threads",
    inputs=("stored threads", "problems", "withheld", "forum"),
    code=("kbminer.forum.learning", "kbminer.forum.mending"),
)
READ = Stage(
    name="read",
    inputs=("stored threads", "forum", "show internal"),
    code=("kbminer.pipeline.read_thread", "kbminer.forum.mending"),
)
QUESTIONS = Stage(name="questions", inputs=("read",), code=("kbminer.questions.forum_questions",))
ENCODE = Stage(name="encode", inputs=("questions", "embedder"), code=("kbminer.records.question",))
RESOLVE = Stage(
    name="resolve", inputs=("read", "questions"), code=("kbminer.resolve.model", "kbminer.resolve.changes")
)
GROUP = Stage(
    name="group",
    inputs=("questions", "encode", "links", "clusterer"),
    code=("kbminer.cluster.grouping", "kbminer.cluster.constraints"),
)
JUDGE = Stage(
    name="judge",
    inputs=(
        "group",
        "questions",
        "encode",
        "resolve",
        "threads",
        "links",
        "decided",
        "least askers",
        "verdicts",
        "language model",
        "stored threads",
        "forum",
        "show internal",
    ),
    code=(
        "kbminer.judge.groups",
        "kbminer.judge.lost_asks",
        "kbminer.pipeline.group_judging",
        "kbminer.verify.checker",
        "kbminer.cluster.near_questions",
        "kbminer.plan",
        "kbminer.decisions.learned_ranking",
        "kbminer.forum.mending",
    ),
)
"""Left out of a run without a language model: its outcome is then that of grouping."""
COVER = Stage(
    name="cover",
    inputs=(
        "judge",
        "questions",
        "encode",
        "resolve",
        "articles",
        "stored threads",
        "forum",
        "show internal",
    ),
    code=("kbminer.articles.cover", "kbminer.similarity.article_texts", "kbminer.forum.mending"),
)
PLAN = Stage(
    name="plan",
    inputs=("judge", "questions", "resolve", "cover", "threads", "least askers", "verdicts"),
    code=("kbminer.plan", "kbminer.decisions.learned_ranking"),
)
DRAFT = Stage(
    name="draft",
    inputs=(
        "plan",
        "judge",
        "questions",
        "encode",
        "resolve",
        "links",
        "interview",
        "language model",
        "stored threads",
        "forum",
        "top",
        "show internal",
    ),
    code=(
        "kbminer.pipeline.drafting",
        "kbminer.pipeline.judging",
        "kbminer.cluster.constraints",
        "kbminer.similarity.vectors",
        "kbminer.forum.mending",
    ),
)
AUTHOR = Stage(
    name="author",
    inputs=("judge", "draft", "forum", "resolve", "language model"),
    code=("kbminer.pipeline.authoring", "kbminer.draft.interview", "kbminer.forum.mending"),
)
MAP = Stage(
    name="map",
    inputs=("questions", "encode", "judge"),
    code=("kbminer.cluster.map_layout", "kbminer.records.question"),
)
SERVICE = Stage(
    name="service", inputs=("read", "resolve", "judge", "plan"), code=("kbminer.resolve.service_summary",)
)
INDEX = Stage(
    name="index",
    inputs=("judge", "questions", "encode", "resolve", "articles"),
    code=("kbminer.search.build",),
)
RELEASE = Stage(
    name="release",
    inputs=(
        "stored threads", "threads", "questions", "resolve", "judge", "plan", "draft", "author", "service",
        "map", "name solvers", "show internal", "triage rules",
    ),
    code=("kbminer.redact.gate", "kbminer.pipeline.internal_marks", "kbminer.pipeline.overruled_threads"),
)  # fmt: skip
STAGES: tuple[Stage, ...] = (
    ARTICLES, FORUM, THREADS, READ, QUESTIONS, ENCODE, RESOLVE, GROUP, JUDGE, COVER, PLAN, DRAFT, AUTHOR,
    SERVICE, MAP, INDEX, RELEASE,
)  # fmt: skip
"""All stages in the order in which a run goes through them."""
