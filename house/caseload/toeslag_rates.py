"""What toeslagen and kinderbijslag come to for people on bijstand: the amounts of 2026, for simulation only.

Wet op de huurtoeslag, Wet op het kindgebonden budget, Algemene Kinderbijslagwet; whole euros a month are granted (Awir
art. 14). The basic rent is assumed: no source for the amount of 2026 was found.
"""

from collections.abc import Iterable

_BASIC_RENT = 20300
_QUALITY_LIMIT = 49820
_CAPPING_LIMIT_SMALL, _CAPPING_LIMIT_LARGE = 71302, 76414
_MOST_RENT = 93293
_LARGE = 3
_EURO = 100

ZORGTOESLAG_SINGLE, ZORGTOESLAG_COUPLE = 12900, 24600
_PER_CHILD_A_YEAR, _SINGLE_PARENT_A_YEAR = 258000, 341600
_OLDER_A_YEAR = {range(12, 16): 72400, range(16, 18): 96400}
_KINDERBIJSLAG = {range(6): 29507, range(6, 12): 35830, range(12, 18): 42153}


def huurtoeslag(rent: int, people: int, young_without_children: bool) -> int:
    """Cents a month for this rent: all of what lies between basic rent and quality limit, 65% up to the capping limit,
    40% above it; for those under 21 the quality limit is the highest rent that counts."""
    rent = min(rent, _QUALITY_LIMIT if young_without_children else _MOST_RENT)
    capping = _CAPPING_LIMIT_LARGE if people >= _LARGE else _CAPPING_LIMIT_SMALL
    whole = max(min(rent, _QUALITY_LIMIT) - _BASIC_RENT, 0)
    part = max(min(rent, capping) - _QUALITY_LIMIT, 0) * 65 // 100
    rest = max(rent - capping, 0) * 40 // 100
    return (whole + part + rest) // _EURO * _EURO


def zorgtoeslag(adults: int) -> int:
    """Cents a month at the lowest income."""
    return ZORGTOESLAG_SINGLE if adults == 1 else ZORGTOESLAG_COUPLE


def kindgebonden_budget(ages: Iterable[int], single_parent: bool) -> int:
    """Cents a month for children of these ages, with what a single parent gets on top."""
    year = sum(_PER_CHILD_A_YEAR + _by_age(_OLDER_A_YEAR, age) for age in ages)
    year += _SINGLE_PARENT_A_YEAR if single_parent else 0
    return year // 12 // _EURO * _EURO


def kinderbijslag(ages: Iterable[int]) -> int:
    """Cents a quarter."""
    return sum(_by_age(_KINDERBIJSLAG, age) for age in ages)


def _by_age(amounts: dict[range, int], age: int) -> int:
    return next((amount for ages, amount in amounts.items() if age in ages), 0)
