"""What a month pays beside the month before, as lines that a person can add up to the sum of each month."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from services.money import euros
from services.schedule.schemas import Difference, DifferencePart, PaymentState, RunReport, What

_IN_ORDER = (What.NEW, What.GONE, What.CHANGED, What.SAME)
"""What is held stands apart: money that waits is not paid."""
_CALLED = {What.SAME: "unchanged"}
_NOT_PAID = {PaymentState.HELD, PaymentState.WITHDRAWN, PaymentState.REJECTED, PaymentState.RETURNED}


class Sum(NamedTuple):
    """How many households are paid for a purpose, added up over purposes, with the cents of both months."""

    households: int
    before: int
    now: int


def compared(report: RunReport, difference: Difference) -> list[str]:
    """New, gone, changed and unchanged, each with its count and sums, and all together; nothing where nothing was ever
    paid. Below the first three stand their purposes, and below all how much of it this run pays."""
    paid = [part for part in difference.parts if part.what is not What.HELD]
    if not paid:
        return []
    lines = [
        f"Paid in {report.month} beside the month before;"
        f" changed is by more than {difference.margin}%, or to another account:"
    ]
    for what in _IN_ORDER:
        parts = [part for part in paid if part.what is what]
        lines.append(_line(_CALLED.get(what, str(what)), _sum(parts)))
        lines += [] if what is What.SAME else [_line(part.purpose, _sum([part]), indent=6) for part in parts]
    whole = _sum(paid)
    return [*lines, _line("together", whole), *_by_this_run(report, whole.now)]


def _by_this_run(report: RunReport, now: int) -> list[str]:
    """The month may have had a run before this one, whose payments are in its sum."""
    by_this = sum(one.sum.amount for one in report.totals if one.state not in _NOT_PAID)
    if by_this == now:
        return []
    return [
        f"          of which {euros(by_this, 'en')} by this run, {euros(now - by_this, 'en')} by others of the month"
    ]


def _sum(parts: Iterable[DifferencePart]) -> Sum:
    told: Sequence[DifferencePart] = list(parts)
    return Sum(
        sum(one.count for one in told), sum(one.before.amount for one in told), sum(one.now.amount for one in told)
    )


def _line(name: str, one: Sum, indent: int = 2) -> str:
    return f"{' ' * indent}{one.households:>7} {name}: {euros(one.before, 'en')} → {euros(one.now, 'en')}"
