"""Whether a thread's title declares it solved: the mark that boards use which have no button for it."""

from __future__ import annotations

import re

_SOLVED = (
    r"solved|resolved|résolu[es]*|resolu[es]*|réglé[es]*|gelöst|geloest|erledigt|resuelt[oa]s?|solucionad[oa]s?|"
    r"risolt[oa]|resolvid[oa]|opgelost|rozwiązan[eya]|решено|решён|решен|löst|løst|ratkaistu|vyřešeno|çözüldü|"
    r"megoldva|rezolvat|λύθηκε|已解决|解決済み?|해결"
)
_UNSOLVED = (
    r"unsolved|unresolved|not\s+(?:yet\s+)?(?:re)?solved|non[\s-]+résolu[es]*|pas[\s-]+résolu|ungelöst|"
    r"nicht\s+gelöst|no\s+resuelto|sin\s+resolver|non\s+risolto|não\s+resolvido|niet\s+opgelost|не\s+решено|"
    r"nierozwiązane"
)
_BRACKETED = re.compile(rf"[\[({{<«]\s*(?P<no>{_UNSOLVED})?(?P<yes>{_SOLVED})?\s*[!.:]*\s*[\])}}>»]", re.I)
_LEADING = re.compile(rf"^\W*(?P<no>{_UNSOLVED})?(?P<yes>{_SOLVED})?\s*[!]*\s*[:|–—-]+\s", re.I)
_TRAILING = re.compile(rf"\s[-–—|:*]+\s*(?P<no>{_UNSOLVED})?(?P<yes>{_SOLVED})?\s*[!.*]*$", re.I)


def title_says_solved(title: str) -> bool | None:
    """``True`` or ``False`` where the title carries a mark, ``None`` where it doesn't.

    A word of the title is no mark: it must stand in brackets, or apart at the beginning or end.

    >>> title_says_solved("[RÉSOLU] Crash au lancement"), title_says_solved("Crash (unsolved)")
    (True, False)
    >>> title_says_solved("How are solved equations stored?") is None
    True
    """
    for pattern in (_BRACKETED, _LEADING, _TRAILING):
        for found in pattern.finditer(title):
            if found.group("no"):
                return False
            if found.group("yes"):
                return True
    return None
