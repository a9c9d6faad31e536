"""Fixed costs, from the contract until the client pays them again."""

from datetime import date
from typing import Literal

from pydantic import model_validator

from services.errors import Fault, InvalidInput
from services.months import first_day, month_text
from services.schedule.households.contents.base import Amounted, Content, FromMonthContent
from services.schedule.households.fields import Day, DayNumber, MonthField
from services.schedule.planning.policy import CostKind


class FirstPart(Amounted):
    """A part month before the first whole one."""

    due_on: Day


class CostContracted(Amounted, Content):
    """A fixed cost that comes back each month from `firstMonth` on, and a part month before it."""

    kind: Literal["cost_contracted"] = "cost_contracted"
    cost: CostKind
    due_day: DayNumber
    first_month: MonthField
    first: FirstPart | None = None

    @property
    def about(self) -> str:
        return str(self.cost)

    @property
    def holds_from(self) -> date:
        return self.first.due_on if self.first else first_day(self.first_month)


class CostAmount(FromMonthContent, Amounted):
    """A fixed cost has another amount from a month on."""

    kind: Literal["cost_amount"] = "cost_amount"
    cost: CostKind

    @property
    def about(self) -> str:
        return f"{self.cost}/{month_text(self.since)}"


class CostDeferred(Content):
    """The supplier agreed to wait for a month's bill until a day."""

    kind: Literal["cost_deferred"] = "cost_deferred"
    cost: CostKind
    month: MonthField
    until: Day

    @property
    def about(self) -> str:
        return f"{self.cost}/{month_text(self.month)}"

    @property
    def holds_from(self) -> date:
        return first_day(self.month)


class CostHandedBack(FromMonthContent):
    """From a month on the client pays this cost again; up to but without the month `until` where we took it over after
    that once more. Then it is a fact of its own, beside which a later handing back stands.
    """

    kind: Literal["cost_handed_back"] = "cost_handed_back"
    cost: CostKind
    until: MonthField | None = None

    @property
    def about(self) -> str:
        return str(self.cost) if self.until is None else f"{self.cost}/{month_text(self.since)}"

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "CostHandedBack":
        if self.until is not None and self.until <= self.since:
            what = f"{month_text(self.until)} is not after {month_text(self.since)}"
            raise InvalidInput([Fault("until", what, "retract the fact if the client never paid it")])
        return self


class CostKept(Content):
    """We go on paying a cost up to and including a month, later than the policy hands it back: of the cost that the
    client was given back before it he has no clean month yet, or somebody wants it so.
    """

    kind: Literal["cost_kept"] = "cost_kept"
    cost: CostKind
    until: MonthField

    @property
    def about(self) -> str:
        return str(self.cost)

    @property
    def holds_from(self) -> date:
        return first_day(self.until)


class PaidBeforeUs(Content):
    """What was due up to and including a day was paid by somebody else: of one cost, or of everything that we pay.

    For a household that comes from another system, so that its first run does not pay what is behind it. Money that
    was to come in until then came to somebody else too, unless only a cost is named.
    """

    kind: Literal["paid_before_us"] = "paid_before_us"
    until: Day
    cost: CostKind | None = None

    @property
    def about(self) -> str:
        return str(self.cost or "")

    @property
    def holds_from(self) -> date:
        return self.until
