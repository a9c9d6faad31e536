"""Toeslagen on the wire."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.errors import Fault, InvalidInput
from services.events import AccountRequestState, Month, ToeslagState
from services.months import month_text
from services.schedule.households.fields import Cents, Day, MonthField, Toeslag
from services.schedule.planning.case import Account
from services.schedule.toeslagen.actor import Actor
from services.schedule.toeslagen.arriving import CameIn
from services.schedule.toeslagen.repository import StandingLine, StandingWish, ToldArrival
from services.schedule.toeslagen.tables import AccountRequestRow
from services.wire import Instant, Money, PageRequest, Wire

_SECOND = "Of two that came on one day the second has number 2; the same number again is the same money"


class ToeslagStanding(Wire):
    """Where a toeslag of a household stands `since` a day.

    `sum` is what the state is about: what is awaited, what is missing, what came more (or less, if negative) than was
    decided, what is to be reclaimed. `account` is where it is to come, or came wrongly. The next step is on `nextOn`,
    and `acts` takes it.
    """

    household_id: UUID
    reference: str
    municipality: str
    toeslag: Toeslag
    state: ToeslagState
    since: Day
    sum: Money | None
    account: Account | None
    next_on: Day | None
    acts: Actor | None

    @classmethod
    def of(cls, line: StandingLine) -> Self:
        """It as it is told."""
        told = line._asdict()
        amount = told.pop("amount")
        return cls(**told, sum=None if amount is None else Money(amount=amount))


class ToeslagFilter(PageRequest):
    """Which toeslagen of the caseload."""

    municipality: Annotated[str | None, Field(description="Those of households of this municipality")] = None
    toeslag: Annotated[Toeslag | None, Field(description="Those of this kind")] = None
    state: Annotated[ToeslagState | None, Field(description="Those that stand so")] = None
    next_until: Annotated[date | None, Field(description="Those with a next step on or before this day")] = None

    def wish(self) -> StandingWish:
        """What is asked."""
        return StandingWish(None, self.municipality, self.toeslag, self.state, self.next_until)


class NewToeslagArrival(Wire):
    """Money of a toeslag that came on the client's own account; what comes on ours, the bank tells.

    Without months it is for those that were due by then.
    """

    amount: Annotated[Cents, Field(gt=0, description="Whole cents", examples=[50300])]
    currency: Annotated[str, Field(pattern="^EUR$")] = "EUR"
    on: Annotated[Day, Field(description="The day on which it came")]
    first_month: MonthField | None = None
    last_month: MonthField | None = None
    number: Annotated[int, Field(ge=1, le=9, strict=True, description=_SECOND)] = 1

    @model_validator(mode="after")
    def _has_both_months(self) -> Self:
        first, last = self.first_month, self.last_month
        if (first is None) != (last is None):
            raise InvalidInput([Fault("lastMonth", "one month alone says nothing", "give the first and the last")])
        if first is not None and last is not None and last < first:
            raise InvalidInput([Fault("lastMonth", "lies before the first month", "give a later month, or the same")])
        return self

    def came(self, household_id: UUID, toeslag: Toeslag) -> CameIn:
        """What came."""
        both = self.first_month is not None and self.last_month is not None
        months = (self.first_month, self.last_month) if both else None
        return CameIn(household_id, toeslag, self.amount, self.on, months=months, number=self.number)  # type: ignore[arg-type]  # both are there, or neither


class NewAccountRequest(Wire):
    """Another account that was asked for at Dienst Toeslagen."""

    account: Annotated[Account, Field(description="The budget account, or the client's own again")]
    asked_on: Annotated[Day | None, Field(description="The day on which it was asked: today")] = None


class AccountRequestConfirmation(Wire):
    """What Dienst Toeslagen said of a request."""

    in_force_on: Annotated[Day | None, Field(description="The first pay day on that account, if another was said")] = (
        None
    )


class StillMissed(Wire):
    """What a request came too late for: from that pay day on so much still comes to the old account."""

    on: Day
    sum: Money


class AccountRequest(Wire):
    """The `number`-th request to pay a toeslag to another account: passed on in a month, in force on a pay day.

    `stillMisses` is what it came too late for when it was asked; without it, it was in time.
    """

    household_id: UUID
    toeslag: Toeslag
    number: int
    account: Account
    asked_on: Day
    passed_on_in: Month
    in_force_on: Day
    still_misses: StillMissed | None
    state: AccountRequestState

    @classmethod
    def of(cls, row: AccountRequestRow) -> Self:
        """The request as it is told."""
        told = row.model_dump(exclude={"organisation_id", "passed_on_in", "misses_on", "misses_amount"})
        misses = StillMissed(on=row.misses_on, sum=Money(amount=row.misses_amount)) if row.misses_on else None
        return cls(**told, passed_on_in=month_text(row.passed_on_in), still_misses=misses)


class ToeslagArrival(Wire):
    """Money of a toeslag that came, for these months: seen by `toldBy`, or in that booking of a statement."""

    household_id: UUID
    toeslag: Toeslag
    arrived_on: Day
    first_month: Month
    last_month: Month
    sum: Money
    account: Account
    statement_id: UUID | None
    entry: int | None
    part: int | None
    told_by: str
    told_at: Instant

    @classmethod
    def of(cls, line: ToldArrival) -> Self:
        """The arrival as it is told."""
        told = line._asdict()
        del told["told"]
        amount, first, last = (told.pop(name) for name in ("amount", "first_month", "last_month"))
        return cls(**told, first_month=month_text(first), last_month=month_text(last), sum=Money(amount=amount))
