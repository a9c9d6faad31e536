"""Three ledgers side by side over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from services.auth import requires
from services.clock import Clock
from services.schedule.books import bank_days, comparing
from services.schedule.books.reconciliation_schemas import (
    BankDay,
    BankSums,
    HouseholdReconciliation,
    LedgerDay,
    LedgerDifference,
)
from services.schedule.books.reconciling import Reconciled, days_between, differing, reconciled
from services.schedule.dependencies import Rules, Sight
from services.schedule.households.queries import household
from services.schedule.payments import paging
from services.sessions import Reading
from services.web import ClockDep
from services.wire import Money, Page, PageRequest, cursor

router = APIRouter(tags=["books"])

_FIRST, _LAST = "The first day; the last one without", "The last day, at most 92 days on; today without"

From = Annotated[date | None, Query(alias="from", description=_FIRST)]
To = Annotated[date | None, Query(description=_LAST)]


class OnDay(PageRequest):
    """On which day."""

    on: Annotated[date | None, Field(description="The day at whose end is looked; today without")] = None


class DayRange(PageRequest):
    """From which day up to and including which other, at most 92 days."""

    since: Annotated[date | None, Field(alias="from", description=_FIRST)] = None
    to: Annotated[date | None, Field(description=_LAST)] = None


@router.get("/households/{household_id}/reconciliation", dependencies=[requires("ledger:read")])
async def household_reconciliation(
    household_id: UUID,
    session: Reading,
    sees: Sight,
    rules: Rules,
    clock: ClockDep,
    since: From = None,
    to: To = None,
) -> HouseholdReconciliation:
    """What the plan expects of a household's money, what is posted and what is shown, at the end of each day; and what
    differs, with its reason."""
    days = _days(since, to, clock)
    known = await household(session, sees, household_id)
    return _told(await reconciled(session, household_id, known.municipality, days, rules))


@router.get("/household-differences", dependencies=[requires("ledger:read")])
async def list_household_differences(
    session: Reading, sees: Sight, rules: Rules, clock: ClockDep, asked: Annotated[OnDay, Query()]
) -> Page[HouseholdReconciliation]:
    """Every household of which somebody has to look at something at the end of a day. A page may be short: it looks at
    a thousand households at most, and the next one goes on behind them."""
    after = paging.after(asked, "household-differences", UUID)
    (on,) = _days(None, asked.on, clock)
    found = await differing(session, sees, on, after[0] if after else None, asked.limit, rules)
    goes_on = None if found.looked_until is None else cursor(("household-differences", found.looked_until))
    return Page(items=[_told(one) for one in found.households], next_cursor=goes_on)


@router.get("/bank-days", dependencies=[requires("statements:read")])
async def list_bank_days(
    session: Reading, sees: Sight, clock: ClockDep, asked: Annotated[DayRange, Query()]
) -> Page[BankDay]:
    """Each account at the bank, day by day: its balance, what of its bookings is matched and what is odd, and what is
    on its way."""
    after = paging.after(asked, "bank-days", date.fromisoformat, str)
    found = await bank_days.bank_days(session, sees, _days(asked.since, asked.to, clock))
    behind = [one for one in found if after is None or (one.on, one.municipalities[0]) > after]
    return Page.cut(
        [_bank_day(one) for one in behind], asked.limit, lambda one: ("bank-days", one.on, one.municipalities[0])
    )


def _days(since: date | None, to: date | None, clock: Clock) -> list[date]:
    last = to or clock.today()
    return days_between(since or last, last)


def _told(one: Reconciled) -> HouseholdReconciliation:
    return HouseholdReconciliation(
        household_id=one.household_id,
        municipality=one.municipality,
        plan_version=one.plan_version,
        fault=one.fault,
        days=[_day(day) for day in one.days],
    )


def _day(day: comparing.DayEnd) -> LedgerDay:
    return LedgerDay(
        on=day.on,
        planned=Money(amount=day.planned),
        posted=Money(amount=day.posted),
        shown=Money(amount=day.shown),
        is_in_order=day.is_in_order,
        differences=[_difference(one) for one in day.differences],
    )


def _difference(one: comparing.Difference) -> LedgerDifference:
    purpose, _, occasion = one.key.subject.partition("/")
    return LedgerDifference(
        purpose=purpose,
        occasion=occasion,
        planned=Money(amount=one.planned),
        posted=Money(amount=one.posted),
        shown=Money(amount=one.shown),
        reason=one.reason,
        is_in_order=one.reason.is_in_order,
    )


def _bank_day(one: bank_days.BankDay) -> BankDay:
    sums = {str(verdict): _sums(one.moved.get(verdict, bank_days.Sums())) for verdict in bank_days.Verdict}
    return BankDay(
        municipalities=list(one.municipalities),
        on=one.on,
        statements=one.statements,
        closing=None if one.closing is None else Money(amount=one.closing),
        on_its_way=Money(amount=one.on_its_way),
        is_in_order=one.is_in_order,
        **sums,
    )


def _sums(sums: bank_days.Sums) -> BankSums:
    return BankSums(came_in=Money(amount=sums.came_in), went_out=Money(amount=sums.went_out))
