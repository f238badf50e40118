"""The lines that a form put into posts, found from the corpus itself."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import median

from kbminer.questions.ask import Ask
from kbminer.text.program_lines import names_error

# A form's label stands at the start of a line and ends in a colon, question mark or alone on the line.
_LABEL = re.compile(r"^[\W\d_]*([^\W\d_][^:?\n]{1,60}?)\s*[:?](?=\s|$)\s*(.*)$")
# Two people may open a line alike; a form does it all the time.
_LEAST_THREADS = 5
_LEAST_SHARE = 0.003
# The values of a field such as "Version:" are short; what somebody expected to happen is a sentence.
_SHORT_VALUE = 4


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

    def opens(self, lines: Sequence[str]) -> bool:
        """Tell whether the form stands in ``lines``."""
        return any(_split(line)[0] in self.fields | self.labels for line in lines)

    def strip(self, lines: Sequence[str]) -> tuple[str, ...]:
        """Take off what the form wrote.

        >>> form = Templates(fields=frozenset({"operating system"}), labels=frozenset({"what happened"}))
        >>> form.strip(["Operating system: Windows", "What happened: it froze", "Twice."])
        ('it froze', 'Twice.')
        """
        kept = []
        for line in lines:
            if _normal(line) in self.lines:
                continue
            label, value = _split(line)
            if label in self.fields:
                continue
            words = value if label in self.labels else line
            if words:
                kept.append(words)
        return tuple(kept)


def find_templates(asks: Sequence[Ask]) -> Templates:
    """Find the form of a corpus: what stands in too many first posts to be anyone's own words.

    A line counts once a thread. At least five threads and 0.3 % of all must share it.
    """
    least = max(_LEAST_THREADS, _LEAST_SHARE * len(asks))
    whole = Counter(chain.from_iterable({_normal(line) for line in ask.lines} for ask in asks))
    values = {label: found for label, found in _values(asks).items() if len(found) >= least}
    fields = {label for label, found in values.items() if _are_short(list(filter(None, found)))}
    return Templates(
        fields=frozenset(fields),
        labels=frozenset(values.keys() - fields),
        lines=frozenset(line for line, count in whole.items() if count >= least),
    )


def _values(asks: Iterable[Ask]) -> Mapping[str, list[str]]:
    """What stands behind each label, once a thread."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for ask in asks:
        for label, value in {_split(line) for line in ask.lines}:
            # "AttributeError: …" opens many lines too, and it is what people search for.
            if label and not names_error(label):
                values[label].append(value)
    return values


def _are_short(values: Sequence[str]) -> bool:
    return bool(values) and median(len(value.split()) for value in values) <= _SHORT_VALUE


def _split(line: str) -> tuple[str, str]:
    match = _LABEL.match(line)
    return (_normal(match.group(1)), match.group(2).strip()) if match else ("", "")


def _normal(line: str) -> str:
    return re.sub(r"[\W_]+", " ", line).strip().casefold()
