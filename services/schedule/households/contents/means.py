"""What a household lives on until its income is whole: bridging, leefgeld, debts and other money."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from services.errors import Fault, InvalidInput
from services.months import month_text
from services.schedule.households.contents.base import (
    Amounted,
    Content,
    FromDayContent,
    FromMonthContent,
    OnDayContent,
)
from services.schedule.households.fields import Cents, Day, DayNumber, SignedCents, Word
from services.schedule.planning.case import Account, Rhythm
from services.wire import Wire


class Instrument(StrEnum):
    """The means that bridge the months until the toeslagen come."""

    MINSTAND = "minstand"
    GRANT = "grant"
    LOAN = "loan"
    ADVANCE = "advance"


class RepayMode(StrEnum):
    """How a loan is repaid."""

    NONE = "none"
    ON_FIRST_TOESLAGEN = "on_first_toeslagen"
    INSTALMENTS = "instalments"


class Repayment(Wire):
    """How a loan is repaid; `count` and `fromPayout` belong to instalments."""

    mode: RepayMode
    count: Annotated[int | None, Field(strict=True, ge=1, le=600)] = None
    from_payout: Annotated[int | None, Field(strict=True, ge=1, le=600)] = None

    @model_validator(mode="after")
    def _says_how(self) -> "Repayment":
        wanted = self.mode is RepayMode.INSTALMENTS
        given = {"count": self.count, "fromPayout": self.from_payout}
        what = "is needed for instalments" if wanted else f"means nothing with {self.mode}"
        wrong = [Fault(name, what) for name, value in given.items() if (value is not None) != wanted]
        if wrong:
            raise InvalidInput(wrong)
        return self


class BridgingDecided(Amounted, Content):
    """A means of bridging was decided on, and takes the place of what the policy foresees of that kind; 0 = refused.

    `amount` is a minstand's cap; money arrives on `on` (without it on the first day of the right) on the account `to`.
    What of a loan or an advance is open on `givenOn` is given from that day on (bijzondere bijstand om niet).
    """

    kind: Literal["bridging_decided"] = "bridging_decided"
    instrument: Instrument
    decided_on: Day
    on: Day | None = None
    to: Account = Account.BUDGET
    repay: Repayment | None = None
    given_on: Day | None = None

    @property
    def about(self) -> str:
        return str(self.instrument) if self.on is None else f"{self.instrument}/{self.on}"

    @property
    def holds_from(self) -> date:
        return self.on or self.decided_on

    @model_validator(mode="after")
    def _fits_its_instrument(self) -> "BridgingDecided":
        if (self.repay is not None) != (self.instrument is Instrument.LOAN):
            cure = "say how it is repaid" if self.repay is None else "leave it out"
            raise InvalidInput([Fault("repay", f"does not fit a {self.instrument}", cure)])
        if self.given_on is not None and self.instrument not in (Instrument.LOAN, Instrument.ADVANCE):
            raise InvalidInput([Fault("givenOn", f"a {self.instrument} is not lent", "leave it out")])
        if self.instrument is Instrument.MINSTAND and self.on is not None:
            raise InvalidInput([Fault("on", "a minstand is a limit and arrives on no day", "leave it out")])
        return self


class FloorAssessed(FromDayContent, Amounted):
    """What this household must have left to live on a month, where somebody assessed that."""

    kind: Literal["floor_assessed"] = "floor_assessed"


class LeefgeldSet(FromMonthContent, Amounted):
    """A leefgeld of this household's own from a month on: monthly on a day, or weekly on a weekday (1 = Monday)."""

    kind: Literal["leefgeld_set"] = "leefgeld_set"
    rhythm: Rhythm = Rhythm.MONTHLY
    day: DayNumber

    @property
    def about(self) -> str:
        return month_text(self.since)

    @model_validator(mode="after")
    def _day_is_in_the_week(self) -> "LeefgeldSet":
        if self.rhythm is Rhythm.WEEKLY and self.day > 7:
            raise InvalidInput([Fault("day", f"a week has no day {self.day}", "1 is Monday, 7 is Sunday")])
        return self


class DebtKnown(FromDayContent):
    """A debt that is repaid from the benefit: what is open and the instalment, in cents."""

    kind: Literal["debt"] = "debt"
    debt: Word
    open: Cents
    instalment: Cents
    currency: Literal["EUR"] = "EUR"

    @property
    def about(self) -> str:
        return self.debt


class OtherFlow(OnDayContent):
    """Any other money on one account on one day; plus is money in."""

    kind: Literal["other_flow"] = "other_flow"
    flow: Word
    account: Account
    amount: SignedCents
    currency: Literal["EUR"] = "EUR"

    @property
    def about(self) -> str:
        return f"{self.flow}/{self.on}"
