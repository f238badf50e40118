"""Rules that say who looks at an open thread, held against what a run found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kbminer.config import TriageRule
from kbminer.records import Overruled, RunResult
from kbminer.records.by_key import by_thread


def overruled_threads(
    found: RunResult, rules: Sequence[TriageRule], tags: Mapping[str, tuple[str, ...]]
) -> tuple[Overruled, ...]:
    """List the threads without a solution that a rule speaks of, each by the first rule that fits.

    Parameters
    ----------
    found : RunResult
    rules : sequence of TriageRule
        In the order of the settings.
    tags : mapping of thread key to tags
        Needed where a rule names one.
    """
    if not rules:
        return ()
    group_of = {key: group.id for group in found.grouping.groups for key in group.members}
    resolutions = by_thread(found.resolutions)
    listed = []
    for thread in found.threads:
        key = thread.key
        if key not in resolutions or resolutions[key].is_solved:
            continue
        rule = next(
            (
                each
                for each in rules
                if each.fits(
                    category=thread.category,
                    tags=tags.get(key, ()),
                    text=thread.title,
                    group=group_of.get(key),
                )
            ),
            None,
        )
        if rule:
            listed.append(Overruled(thread=key, to=rule.to, why=rule.words))
    return tuple(listed)
