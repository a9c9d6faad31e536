"""Money: whole euro cents as plain integers, one way to round, one way to divide, one way to read and to write.

An amount is an `int` of cents everywhere, in a plan, a ledger row and on the wire: nothing to convert, nothing to lose.
What an integer cannot give is a rule for rounding and for remainders, and those are here, once.
"""

import re
from typing import Literal, TypeAlias

from services.errors import Fault, InvalidInput

Cents: TypeAlias = int
"""An amount of money in whole euro cents."""

Language = Literal["nl", "en"]

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_WRITTEN = re.compile(
    r"""(?P<minus>-?)
        (?P<whole>\d+ | \d{1,3}(?:(?P<group>[.,])\d{3})(?:(?P=group)\d{3})*)
        (?:(?P<mark>[.,])(?P<cents>\d{2}|-))?""",
    re.VERBOSE | re.ASCII,
)


def half_up(numerator: int, denominator: int) -> int:
    """The quotient rounded to a whole number, exactly; a half goes away from zero, for debits and credits alike.

    So a correction rounds to the mirror of what it corrects: `half_up(-n, d) == -half_up(n, d)`. `ValueError` if the
    denominator is not positive.
    """
    if denominator <= 0:
        raise ValueError(f"a share of {numerator} by {denominator} has no meaning; the denominator is positive")
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded


def split(cents: Cents, parts: int) -> list[Cents]:
    """Divide without losing a cent; the first parts carry the remainder. `ValueError` for fewer than one part."""
    if parts < 1:
        raise ValueError(f"{cents} cents cannot be split in {parts} parts; name at least one")
    each, left_over = divmod(abs(cents), parts)
    sign = -1 if cents < 0 else 1
    return [sign * (each + (part < left_over)) for part in range(parts)]


def euros(cents: Cents, language: Language = "nl") -> str:
    """The amount as a person reads it: `€ 1.566,93` in Dutch (with a no-break space), `€1,566.93` in English."""
    whole, rest = divmod(abs(cents), 100)
    minus = "-" if cents < 0 else ""
    if language == "nl":
        return f"€{_NO_BREAK_SPACE}{minus}{whole:,}".replace(",", ".") + f",{rest:02}"
    return f"{minus}€{whole:,}.{rest:02}"


def parse_euros(text: str) -> Cents:
    """Read an amount in euros as people write it (`566,93`, `€ 1.566,93`, `1,566.93`, `566`, `566,-`) into cents.

    `InvalidInput` for what can be read in two ways: `1.566` is 1566 euros to one reader and 1.57 to another.
    """
    bare = re.sub(r"^(?:€|EUR)|(?:€|EUR)$", "", text.strip()).strip()
    bare = re.sub(r"^-\s*(?:€|EUR)\s*", "-", bare)
    found = _WRITTEN.fullmatch(bare)
    if found is None:
        raise _unreadable(text, "is no amount in euros")
    group, mark = found["group"], found["mark"]
    if group is not None and mark == group:
        raise _unreadable(text, f"has {group} both between thousands and before the cents")
    if group is not None and mark is None and found["whole"].count(group) == 1:
        raise _unreadable(text, "can be read as thousands of euros or as a fraction of one")
    cents = int(re.sub(r"[.,]", "", found["whole"])) * 100 + int((found["cents"] or "0").replace("-", "0"))
    return -cents if found["minus"] else cents


def _unreadable(text: str, why: str) -> InvalidInput:
    return InvalidInput([Fault("", f"‘{text}’ {why}", "write euros and two digits of cents, as in 1566,93")])
