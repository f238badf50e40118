"""Settings: from keywords, the environment (``KBMINER_TOP=30``) and a ``kbminer.toml``, in that order."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as UnreadableSource

from kbminer.digests import digest_of
from kbminer.errors import SettingsError
from kbminer.web_address import origin_of, without_user

DEFAULT_FILE = Path("kbminer.toml")
"""Read where no other settings file is named, and this one is there."""
_PLACES = ("sources", "store", "out", "articles", "demand")  # settings that name files

Triage = Literal["answerable", "heated", "people", "confirm", "reopened", "solved"]
Overruling = Literal["person", "complaint", "nobody"]


class _Table(BaseModel):
    """A table of the settings file; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _Rule(_Table):
    """What a thread or a question is held against: everything that the rule names must hold."""

    category: str | None = Field(default=None, description="the forum's category, in any case")
    tag: str | None = Field(default=None, description="a tag of the thread, or of half a question's threads")
    term: str | None = Field(default=None, description="words of the title or of the question's terms")
    group: str | None = Field(default=None, description="the question's id")

    def fits(self, *, category: str | None, tags: Iterable[str], text: str, group: str | None) -> bool:
        """Tell whether everything that the rule names holds, in whatever case it is written.

        >>> Route(team="billing", term="invoice").fits(category=None, tags=(), text="My Invoices", group=None)
        True
        """
        return (
            (self.category is None or (category or "").casefold() == self.category.casefold())
            and (self.tag is None or self.tag.casefold() in {tag.casefold() for tag in tags})
            and (self.term is None or self.term.casefold() in text.casefold())
            and (self.group is None or self.group == group)
        )


class Route(_Rule):
    """A rule: what fits everything that it names goes to ``team``; the first rule that fits counts.

    >>> Route(team="billing", category="Invoices").term is None
    True
    """

    team: str = Field(pattern=r"^[\w-]+$", description="letters, digits, dashes: it names files")
    triage: Triage | None = Field(default=None, description="the list that a thread stands on")


class TriageRule(_Rule):
    """A rule on open threads that overrules what a run makes of them; the first rule that fits counts.

    >>> TriageRule(to="person", category="Security").words
    'category “Security”'
    """

    to: Overruling = Field(
        description="who looks at it: a person, whatever an article says; complaint: everybody; nobody"
    )

    @property
    def words(self) -> str:
        """What the rule names, as a reader is told it."""
        named = {"category": self.category, "tag": self.tag, "term": self.term, "question": self.group}
        told = (f"{what} “{value}”" for what, value in named.items() if value is not None)
        return ", ".join(told) or "every thread"


class Destination(_Table):
    """A place that briefings are delivered to."""

    kind: Literal["files", "mail", "webhook", "pull request"]
    team: str | None = Field(default=None, description="whose part; all of it by default")
    folder: str | None = Field(default=None, description="files, pull request: the folder")
    url: str | None = Field(default=None, description="webhook: where it is posted")
    shape: Literal["json", "slack", "teams"] = Field(default="json", description="webhook: the body's shape")
    secret_env: str | None = Field(
        default=None, description="webhook: the variable that holds the key of its signature"
    )
    host: str | None = Field(default=None, description="mail: the SMTP server")
    port: int = Field(default=587, description="mail: its port")
    encryption: Literal["starttls", "tls", "none"] = Field(default="starttls", description="mail")
    user: str | None = Field(default=None, description="mail: who logs in")
    password_env: str | None = Field(default=None, description="mail: the variable that holds the password")
    sender: str | None = Field(default=None, description="mail: from whom")
    to: tuple[str, ...] = Field(default=(), description="mail: to whom")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        needed = {"files": ("folder",), "pull request": ("folder",), "webhook": ("url",)}
        lacking = [
            name for name in needed.get(self.kind, ("host", "sender", "to")) if not getattr(self, name)
        ]
        if lacking:
            raise ValueError(f"a delivery of kind {self.kind!r} needs {', '.join(lacking)}")
        return self

    @property
    def name(self) -> str:
        """What it is called in the store and in the log: without anything secret.

        The path of a webhook is its key, and mailboxes are people: a digest tells them apart.

        >>> Destination(kind="webhook", url="https://hooks.example/services/T0/B0/k3y").name
        'webhook https://hooks.example (7f10dd44)'
        """
        if self.folder:
            place = self.folder
        else:
            told = origin_of(self.url) if self.url else self.host
            apart = digest_of([(self.url or " ".join(self.to)).encode()])[:8]
            place = f"{told} ({apart})"
        return f"{self.kind} {place}" + (f" for {self.team}" if self.team else "")


class Settings(BaseSettings):
    """Everything that can be set, with its default; an unknown key is an error.

    >>> Settings().top
    20
    """

    model_config = SettingsConfigDict(env_prefix="KBMINER_", extra="forbid", frozen=True, allow_inf_nan=False)

    sources: tuple[str, ...] = Field(
        default=(), description="what `kbminer run` reads where it is given no source: files, addresses"
    )
    store: str | None = Field(
        default=None,
        description="where `kbminer run` keeps threads: a file or `postgresql://…`; a file beside the report",
    )
    out: str | None = Field(default=None, description="the folder of its report and drafts; `out`")
    top: int = Field(
        default=20, ge=0, description="how many suggestions are shown in full, and the most drafts"
    )
    learn_ranking: bool = Field(
        default=True, description="whether the order of suggestions is learnt from what editors decided"
    )
    least_askers: int = Field(default=2, ge=1, description="how many people must have asked for a suggestion")
    model: str | None = Field(
        default=None,
        description="what embeds: lexical, multilingual, or a model's name or folder; by its languages",
    )
    dtype: Literal["auto", "float32", "bfloat16"] = Field(
        default="auto", description="precision of the model"
    )
    clusterer: str = Field(default="linkage", description="what groups questions: linkage, hdbscan")
    device: Literal["auto", "cpu", "cuda", "mps"] = Field(
        default="auto", description="where the model runs; auto takes CUDA, else MPS, else the processor"
    )
    engine: str = Field(
        default="local",
        description="where threads are read and texts encoded: local, dask://HOST:PORT, "
        "dask://local?workers=2",
    )
    max_chars: int = Field(default=1000, ge=50, description="how much of a question is embedded")
    articles: str | None = Field(
        default=None, description="the existing articles: a folder, sitemap or export"
    )
    llm_url: str | None = Field(
        default=None, description="an OpenAI-compatible endpoint that judges groups and writes articles"
    )
    llm_model: str | None = Field(default=None, description="the model's name at that endpoint")
    llm_key: SecretStr | None = Field(
        default=None, description="its key; better in KBMINER_LLM_KEY than here"
    )
    llm_timeout: float = Field(default=60, gt=0, le=86_400, description="seconds for one answer")
    llm_parallel: int = Field(
        default=4, ge=1, le=64, description="questions that may wait for the model's answers at once"
    )
    llm_budget: int = Field(
        default=500_000, ge=0, description="tokens that a run may spend; what was answered before costs none"
    )
    base_url: str | None = Field(default=None, description="the forum's address, to make links whole")
    name_solvers: bool = Field(
        default=False, description="name the people who solve in report.json, for use inside alone"
    )

    show_internal: bool = Field(
        default=False,
        description="take internal posts of public threads into drafts and report, each sentence marked "
        "⟨internal⟩, for use inside alone",
    )
    briefing_every: Literal["run", "day", "week", "month"] = Field(
        default="day",
        description="how long a briefing gathers news before the next begins: run, day, week, month",
    )
    demand: tuple[str, ...] = Field(
        default=(),
        description="files of what was looked for elsewhere: CSV or JSON lines of text, date, count",
    )
    routes: tuple[Route, ...] = Field(default=(), description="rules that send tasks and threads to teams")
    triage: tuple[TriageRule, ...] = Field(
        default=(), description="rules that say who looks at an open thread, whatever a run makes of it"
    )
    deliveries: tuple[Destination, ...] = Field(default=(), description="where briefings go")
    self_served: tuple[float, float] = Field(
        default=(0.2, 0.4), description="share of askers whom an article serves, from and to"
    )
    minutes_an_answer: float = Field(default=20, gt=0, description="minutes that an answer by staff takes")
    cost_ratio: tuple[float, float] = Field(
        default=(80, 100),
        description="how many times a self-served answer an assisted one costs, from and to",
    )

    @field_validator("*", mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        """No name of a file and no address holds NUL: whatever opened it would end in a traceback."""
        texts = value if isinstance(value, list | tuple) else (value,)
        if any(isinstance(text, str) and "\0" in text for text in texts):
            raise ValueError("it holds the sign NUL")
        return value

    def without_secrets(self) -> dict[str, Any]:
        """Write the settings as plain values, for the record of a run: keys are left out.

        Addresses lose names and passwords; a delivery is what the log calls it.
        """
        plain = self.model_dump(mode="json", exclude={"llm_key", "deliveries"})
        kept = {name: without_user(held) if isinstance(held, str) else held for name, held in plain.items()}
        sources = [without_user(source) for source in self.sources]
        return kept | {"sources": sources, "deliveries": [to.name for to in self.deliveries]}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read keywords first, then the environment, then the file that ``load_settings`` names."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(file: str | Path | None = None, **given: Any) -> Settings:
    """Read the settings; ``None`` among ``given`` means "not given".

    Raises
    ------
    SettingsError
        The file is missing or is no TOML, a key is unknown, or a value can't be used.

    Examples
    --------
    >>> load_settings(top=5).top
    5
    """
    if file is not None and not Path(file).is_file():
        raise SettingsError(f"The settings file {file} does not exist; leave --config out or give its path.")
    values = {name: value for name, value in given.items() if value is not None}
    with_file = type("Settings", (Settings,), {"model_config": SettingsConfigDict(toml_file=file)})
    try:
        read = with_file(**values).model_dump()
        return Settings.model_validate(_anchored(read, Path(file)) if file else read)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        known = ", ".join(sorted(Settings.model_fields))
        where = f" in {file}" if file else ""
        raise SettingsError(
            f"The setting {key!r}{where} can't be used: {first['msg']}. Known: {known}."
        ) from error
    except UnreadableSource as error:  # names the field, and not what it holds
        raise SettingsError(
            f"The environment can't be read ({error}); write lists and tables as JSON, such as '[\"a\"]'."
        ) from error
    except RecursionError as error:
        raise SettingsError(
            f"The settings of {file or 'the environment'} are nested deeper than any are."
        ) from error
    except ValueError as error:  # tomllib's own error
        raise SettingsError(f"The settings file {file} is no TOML ({error}).") from error


def settings_file(named: Path | None) -> Path | None:
    """Choose the settings file: the one that is named, else ``kbminer.toml`` where there is one."""
    return named or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)


def _anchored(read: dict[str, Any], file: Path) -> dict[str, Any]:
    """Take the places that a settings file names from its own folder: a scheduler starts anywhere."""
    said = tomllib.loads(file.read_text("utf-8"))
    folder = file.resolve().parent
    for name in _PLACES:
        value = said.get(name)
        if isinstance(value, str) and read[name] == value:
            read[name] = _placed(value, folder)
        elif isinstance(value, list) and list(read[name]) == value:
            read[name] = tuple(_placed(each, folder) for each in value)
    return read


def _placed(value: str, folder: Path) -> str:
    """Write a place whole; addresses of the web and of database servers stay as they are."""
    if value.startswith("sqlite:///"):
        return f"sqlite:///{folder / value.removeprefix('sqlite:///')}"
    return value if "://" in value else str(folder / value)
