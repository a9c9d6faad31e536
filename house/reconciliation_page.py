"""Three ledgers side by side on a page: which households differ, and what each account at the bank shows."""

from collections.abc import Iterator

from services.money import euros
from services.schedule.schemas import BankDay, BankSums, HouseholdReconciliation, LedgerDay, LedgerDifference
from services.wire import Money

_VERDICTS = ("matched", "odd", "explained", "unmatched")


def household_page(household: HouseholdReconciliation, *, everything: bool) -> Iterator[str]:
    """A household day by day; without `everything` only what somebody has to look at."""
    yield f"Household {household.household_id} ({household.municipality})"
    if household.fault is not None:
        yield f"  its plan cannot be read: {_words(household.fault)}"
    for day in household.days:
        yield from _day(day, everything=everything)


def _day(day: LedgerDay, *, everything: bool) -> Iterator[str]:
    state = "in order" if day.is_in_order else "TO BE LOOKED AT"
    yield f"  {day.on}  plan {_sum(day.planned)}  posted {_sum(day.posted)}  shown {_sum(day.shown)}  {state}"
    told = [one for one in day.differences if everything or not one.is_in_order]
    yield from (f"    {_difference(one)}" for one in told)


def _difference(one: LedgerDifference) -> str:
    figures = f"plan {_sum(one.planned)}  posted {_sum(one.posted)}  shown {_sum(one.shown)}"
    return f"{one.purpose + ' ' + one.occasion:<28}{figures}  {_words(one.reason)}"


def bank_page(day: BankDay) -> Iterator[str]:
    """An account on a day."""
    closing = "no statement of this day" if day.closing is None else f"closing balance {_sum(day.closing).strip()}"
    yield f"Account of {', '.join(day.municipalities)} on {day.on}: {closing}"
    for verdict in _VERDICTS:
        sums: BankSums = getattr(day, verdict)
        if sums.came_in.amount or sums.went_out.amount:
            yield f"  {verdict:<10}  came in {_sum(sums.came_in)}  went out {_sum(sums.went_out)}"
    yield f"  on its way{_sum(day.on_its_way):>36}"


def _sum(money: Money) -> str:
    return f"{euros(money.amount, 'en'):>12}"


def _words(word: str) -> str:
    return word.replace("_", " ")
