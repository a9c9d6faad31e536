"""The mark of the norms and rules that a sheet is made by; one with another mark is not read but made anew."""

import hashlib
from functools import cache
from pathlib import Path

_SERVICES = Path(__file__).parents[2]
_RULES = ("schedule/planning", "schedule/wanted", "banking_days.py", "months.py", "money.py")
"""Where it is decided what a plan wants."""

_MARK_LENGTH = 16


def sheet_mark(norms_mark: str) -> str:
    """The mark of the sheets that norms with that mark make, by the rules of this program."""
    return f"{norms_mark}-{_rules_mark()}"


@cache
def _rules_mark() -> str:
    """Whoever changes a rule need not think of the sheets: another text of the rules is another mark."""
    found = hashlib.sha256()
    for place in (_SERVICES / each for each in _RULES):
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            found.update(file.read_bytes())
    return found.hexdigest()[:_MARK_LENGTH]
