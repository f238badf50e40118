"""Settings: keywords before the environment before the file, and nothing unknown is swallowed."""

from pathlib import Path

import pytest

from kbminer.config import Settings, load_settings
from kbminer.errors import SettingsError


def test_keywords_go_before_the_environment_and_that_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each source is heeded where no nearer one speaks."""
    file = tmp_path / "kbminer.toml"
    file.write_text('top = 1\nleast_askers = 1\nmax_chars = 100\nbase_url = "https://f.example"\n')
    monkeypatch.setenv("KBMINER_TOP", "2")
    monkeypatch.setenv("KBMINER_LEAST_ASKERS", "2")
    settings = load_settings(file, top=3)
    assert (settings.top, settings.least_askers, settings.max_chars) == (3, 2, 100)
    assert settings.base_url == "https://f.example"


def test_what_is_not_given_is_the_default() -> None:
    """``None`` means "not given"."""
    assert load_settings(top=None) == Settings()


def test_zero_is_given() -> None:
    """Zero is a value, not the lack of one."""
    assert load_settings(top=0).top == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("tpo = 3", "'tpo'"),
        ("top = -1", "'top'"),
        ("top = 'x'", "'top'"),
        ("dtype = 'float8'", "'dtype'"),
        ("top = ", "no TOML"),
        ("[run]\ntop = 3", "'run'"),
        ("top = " + "[" * 20_000, "nested deeper"),
        ("self_served = [nan, 1]", "'self_served.0'"),
        ("cost_ratio = [1, inf]", "'cost_ratio.1'"),
        ("llm_timeout = inf", "'llm_timeout'"),
        ("llm_timeout = 1e9", "'llm_timeout'"),
        ('out = "a\\u0000"', "'out'"),
        ('sources = ["a\\u0000"]', "'sources'"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_file(tmp_path: Path, content: str, said: str) -> None:
    """The message holds the key, or that the file is no TOML, and the file's path."""
    file = tmp_path / "kbminer.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    assert said in str(caught.value)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bad_value_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that can't be used stops as a file's key does."""
    monkeypatch.setenv("KBMINER_TOP", "many")
    with pytest.raises(SettingsError, match="'top'"):
        load_settings()
    monkeypatch.setenv("KBMINER_SOURCES", "hunter2, forum")
    with pytest.raises(SettingsError, match=r'field "sources".*as JSON') as caught:
        load_settings()
    assert "hunter2" not in str(caught.value)
    monkeypatch.setenv("KBMINER_SOURCES", "[" * 50_000)
    with pytest.raises(SettingsError, match="the environment are nested"):
        load_settings()


def test_an_unknown_keyword_is_an_error() -> None:
    """A misspelt keyword is not swallowed."""
    with pytest.raises(SettingsError, match=r"'tpo'.*Known: .*top"):
        load_settings(tpo=3)


def test_one_load_does_not_change_the_next(tmp_path: Path) -> None:
    """Settings read from a file do not leak into later ones."""
    file = tmp_path / "kbminer.toml"
    file.write_text("top = 1\n", encoding="utf-8")
    load_settings(file)
    assert load_settings().top == 20


def test_no_key_of_a_delivery_or_an_address_is_recorded() -> None:
    """A webhook's path, a mailbox, and who logs in stand neither in the record of a run nor in the log."""
    hook = {"kind": "webhook", "url": "https://bob:pw4@hooks.example/services/T0/k3yOfAll?sig=k4y"}
    mail = {"kind": "mail", "host": "smtp.example", "sender": "kb@h.example", "to": ["gundula@h.example"]}
    settings = Settings(
        deliveries=(hook, mail, {**hook, "url": "https://hooks.example/services/T0/other"}),
        base_url="https://bob:pw1@forum.example",
        store="postgresql://bob:pw2@db.example/kb",
        sources=("https://bob:pw3@forum.example/",),
    )
    names = [to.name for to in settings.deliveries]
    assert len(set(names)) == 3
    told = f"{settings.without_secrets()} {names}"
    for secret in ("k3yOfAll", "k4y", "gundula", "kb@", "bob", "pw1", "pw2", "pw3", "pw4", "other"):
        assert secret not in told, secret
    assert "https://hooks.example" in told
