"""The language files: each against the schema, and what the loader promises of them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from kbminer import languages
from kbminer.errors import SettingsError

COMPLETE = ("en", "de", "es", "fr")
"""Languages in which everything that kbminer promises holds."""


def _parts(holds: str) -> list[str]:
    return [name for name, part in languages.schema().items() if part.holds == holds]


@pytest.mark.parametrize("code", COMPLETE)
def test_a_complete_language_has_every_part(code: str) -> None:
    """English, German, Spanish and French lack nothing, so that every check runs in them."""
    assert languages.missing_parts(code) == ()
    assert languages.unchecked(code) == ()


@pytest.mark.parametrize("code", languages.codes())
def test_every_language_file_fits_the_schema(code: str) -> None:
    """A file holds known parts in the shape that the schema names, and a name to call the language by."""
    assert languages.language_name(code) != code
    assert set(languages.missing_parts(code)) <= _everything_missing()


def _everything_missing() -> set[str]:
    keys = {f"{part}: {key}" for part in _parts("texts") for key in languages.texts(part, "en")}
    keys |= {f"{part}: {key}" for part in _parts("groups") for key in languages.groups(part, "en")}
    return set(languages.schema()) | keys


@pytest.mark.parametrize("part", languages.schema().values(), ids=languages.schema())
def test_every_part_says_what_it_is_for_and_is_filled_somewhere(part: languages.Part) -> None:
    """No part lacks purpose or words; what it is needed for is a clause that fits into a sentence."""
    lacking = [code for code in languages.codes() if part.name in languages.missing_parts(code)]
    assert part.purpose.endswith(".")
    assert part.partial or len(lacking) < len(languages.codes())
    assert part.needed_for is None or re.fullmatch(r"(?:that|whether) .*[^.]", part.needed_for)


@pytest.mark.parametrize("part", _parts("patterns"))
def test_every_pattern_is_a_regular_expression_by_itself(part: str) -> None:
    """Fragments can be joined with "|" because each of them compiles alone and means the same joined."""
    for fragment in languages.all_words(part):
        re.compile(fragment)


@pytest.mark.parametrize("part", _parts("texts"))
@pytest.mark.parametrize("code", languages.codes())
def test_texts_keep_the_fields_of_the_english_ones(part: str, code: str) -> None:
    """A translated text asks for the same values as the English one, and falls back to it where it lacks."""
    english, own = languages.texts(part, "en"), languages.texts(part, code)
    assert own.keys() == english.keys()
    for key, text in own.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), key


def test_a_language_without_a_file_lacks_everything_and_is_named() -> None:
    """What can't be checked in a language is said of it, each promise once."""
    promises = {part.needed_for for part in languages.schema().values() if part.needed_for}
    assert set(languages.missing_parts("tlh")) == {
        name for name, part in languages.schema().items() if not part.partial
    }
    assert set(languages.unchecked("tlh")) == {f"In tlh it is not checked {each}." for each in promises}
    assert len(languages.unchecked(None)) == len(promises)


def test_all_words_are_each_language_s_words_once() -> None:
    """Reading over all languages loses no word and repeats none."""
    together = languages.all_words("questions.asking")
    each = [word for code in languages.codes() for word in languages.words("questions.asking", code)]
    assert set(together) == set(each)
    assert len(together) == len(set(together))


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({}, "name is missing"),
        ({"name": "Test", "questions": {"askingg": ["a"]}}, "no part 'questions.askingg'"),
        ({"name": "Test", "asks": ["a"]}, "stands in no section"),
        ({"name": "Test", "questions": {"asking": "how why"}}, "must hold patterns"),
        ({"name": "Test", "questions": {"asking": ["how", 3]}}, "must hold patterns"),
        ({"name": "Test", "questions": {"asking": ["how", ""]}}, "must hold patterns"),
        ({"name": "Test", "article": {"phrases": {"cause": 3}}}, "must hold texts"),
    ],
)
def test_a_spoiled_file_is_refused_with_its_name(data: dict[str, object], complaint: str) -> None:
    """A mistake in a language file is named with file and place, not left as a word that never matches."""
    with pytest.raises(SettingsError, match=f"tlh.toml: .*{complaint}"):
        languages.read_language(data, name="tlh.toml")


def test_asking_for_another_shape_or_an_unknown_part_is_a_mistake_of_the_code() -> None:
    """A misspelt part fails at once instead of reading as a language that has no such words."""
    with pytest.raises(KeyError, match=r"questions\.askingg"):
        languages.words("questions.askingg", "en")
    with pytest.raises(KeyError, match="holds patterns, not texts"):
        languages.texts("questions.asking", "en")


def test_importing_reads_no_file() -> None:
    """The command line starts without parsing languages that it may never need."""
    code = (
        "from kbminer.languages import loader, schema\n"
        "print(loader._file.cache_info().currsize, schema.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0"]
