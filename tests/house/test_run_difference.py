"""What differs from the month before adds up: the parts to the whole, and the whole to what the runs pay."""

import re
from collections.abc import Sequence

import pytest

from house.run_difference import compared
from services.schedule.schemas import Difference, DifferencePart, HoldReason, PaymentState, StateTotal, What
from services.wire import Money
from tests.house.test_run_command import a_report

_LINE = re.compile(r"^ {2} {0,6}(\d+) (\w+): €([\d,.]+) → €([\d,.]+)$")


def part(what: What, purpose: str, count: int, before: int, now: int) -> DifferencePart:
    return DifferencePart(what=what, purpose=purpose, count=count, before=Money(amount=before), now=Money(amount=now))


PARTS = [
    part(What.NEW, "rent", 2, 0, 124000),
    part(What.NEW, "water", 1, 0, 1500),
    part(What.GONE, "rent", 1, 62000, 0),
    part(What.CHANGED, "energy", 3, 33000, 45000),
    part(What.SAME, "leefgeld", 40, 1600000, 1600500),
    part(What.HELD, "rent", 1, 0, 62000),
]
PAID = StateTotal(state=PaymentState.PROPOSED, reason=None, count=46, sum=Money(amount=1771000), details=[])
HELD = StateTotal(state=PaymentState.HELD, reason=HoldReason.DEFERRED, count=1, sum=Money(amount=62000), details=[])


def test_every_part_is_told_with_its_count_and_both_sums() -> None:
    assert compared(a_report(PAID, HELD), Difference(margin=10, parts=PARTS)) == [
        "Paid in 2026-03 beside the month before; changed is by more than 10%, or to another account:",
        "        3 new: €0.00 → €1,255.00",
        "            2 rent: €0.00 → €1,240.00",
        "            1 water: €0.00 → €15.00",
        "        1 gone: €620.00 → €0.00",
        "            1 rent: €620.00 → €0.00",
        "        3 changed: €330.00 → €450.00",
        "            3 energy: €330.00 → €450.00",
        "       40 unchanged: €16,000.00 → €16,005.00",
        "       47 together: €16,950.00 → €17,710.00",
    ]


def added(lines: Sequence[str], *names: str) -> tuple[int, int, int]:
    found = [match.groups() for line in lines if (match := _LINE.match(line)) and match[2] in names]
    cents = [(int(count), *(int(re.sub(r"\D", "", one)) for one in sums)) for count, _, *sums in found]
    count, before, now = (sum(column) for column in zip(*cents, strict=True))
    return count, before, now


def test_new_gone_changed_and_unchanged_add_up_to_all_together() -> None:
    lines = compared(a_report(PAID, HELD), Difference(margin=10, parts=PARTS))
    together = added(lines, "together")
    assert added(lines, "new", "gone", "changed", "unchanged") == together == (47, 1695000, 1771000)
    assert together[2] == PAID.sum.amount


def test_what_an_earlier_run_of_the_month_pays_is_told_apart() -> None:
    this_one = PAID.model_copy(update={"sum": Money(amount=1500)})
    lines = compared(a_report(this_one), Difference(margin=10, parts=PARTS))
    assert lines[-1] == "          of which €15.00 by this run, €17,695.00 by others of the month"


@pytest.mark.parametrize("parts", [[], [part(What.HELD, "rent", 1, 0, 62000)]])
def test_where_nothing_was_paid_in_either_month_nothing_is_compared(parts: list[DifferencePart]) -> None:
    assert compared(a_report(), Difference(margin=10, parts=parts)) == []
