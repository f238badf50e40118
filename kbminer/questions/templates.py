"""The lines that a form put into posts, found from the corpus itself."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import median
from typing import NamedTuple

from kbminer.questions.ask import Ask
from kbminer.text.program_lines import names_error

# A form's label stands at the start of a line and ends in a colon, question mark or alone on the line.
_LABEL = re.compile(r"^[\W\d_]*([^\W\d_][^:?\n]{1,60}?)\s*[:?](?=\s|$)\s*+(.*+)$")
_NO_WORDS = re.compile(r"[\W_]+")
# Two people may open a line alike; a form does it all the time.
_LEAST_THREADS = 5
_LEAST_SHARE = 0.003
# The values of a field such as "Version:" are short; what somebody expected to happen is a sentence.
_SHORT_VALUE = 4


class FormLine(NamedTuple):
    """A line as a form may have written it: in small letters without punctuation, and its label and value."""

    text: str
    normal: str
    label: str
    value: str


def read_lines(lines: Iterable[str | FormLine]) -> tuple[FormLine, ...]:
    """Read lines for what a form may have written; those that were read are taken as they are."""
    return tuple(line if isinstance(line, FormLine) else _read(line) for line in lines)


def _read(line: str) -> FormLine:
    match = _LABEL.match(line)
    label, value = (_normal(match.group(1)), match.group(2).strip()) if match else ("", "")
    return FormLine(line, _normal(line), label, value)


@dataclass(frozen=True, slots=True)
class Templates:
    """Form labels and standing lines of one corpus, in small letters and without punctuation.

    Parameters
    ----------
    fields
        Labels whose values are short and describe an environment: they are dropped with their values.
    labels
        Labels whose values are part of the ask: the label alone is dropped.
    lines
        Whole standing lines.
    """

    fields: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()

    def opens(self, lines: Sequence[str | FormLine]) -> bool:
        """Tell whether the form stands in ``lines``."""
        return any(each.label in self.fields or each.label in self.labels for each in read_lines(lines))

    def strip(self, lines: Sequence[str | FormLine]) -> tuple[str, ...]:
        """Take off what the form wrote.

        >>> form = Templates(fields=frozenset({"operating system"}), labels=frozenset({"what happened"}))
        >>> form.strip(["Operating system: Windows", "What happened: it froze", "Twice."])
        ('it froze', 'Twice.')
        """
        kept = []
        for line in read_lines(lines):
            if line.normal in self.lines or line.label in self.fields:
                continue
            words = line.value if line.label in self.labels else line.text
            if words:
                kept.append(words)
        return tuple(kept)


def find_templates(asks: Sequence[Ask]) -> Templates:
    """Find the form of a corpus: what stands in too many first posts to be anyone's own words.

    A line counts once a thread. At least five threads and 0.3 % of all must share it.
    """
    return templates_of([read_lines(ask.lines) for ask in asks])


def templates_of(asked: Sequence[Sequence[FormLine]]) -> Templates:
    """:func:`find_templates` from the lines of each thread, which were read before."""
    least = max(_LEAST_THREADS, _LEAST_SHARE * len(asked))
    whole = Counter(chain.from_iterable({line.normal for line in lines} for lines in asked))
    values = {label: found for label, found in _values(asked).items() if len(found) >= least}
    fields = {label for label, found in values.items() if _are_short(list(filter(None, found)))}
    return Templates(
        fields=frozenset(fields),
        labels=frozenset(values.keys() - fields),
        lines=frozenset(line for line, count in whole.items() if count >= least),
    )


def _values(asked: Iterable[Sequence[FormLine]]) -> Mapping[str, list[str]]:
    """What stands behind each label, once a thread."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for lines in asked:
        for label, value in {(line.label, line.value) for line in lines}:
            # "AttributeError: …" opens many lines too, and it is what people search for.
            if label and not names_error(label):
                values[label].append(value)
    return values


def _are_short(values: Sequence[str]) -> bool:
    return bool(values) and median(len(value.split()) for value in values) <= _SHORT_VALUE


def _normal(line: str) -> str:
    return _NO_WORDS.sub(" ", line).strip().casefold()
