"""The bijstand and what goes before it: right, decisions, norm, payouts, and COA's allowance that should have ended."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from services.errors import Fault, InvalidInput
from services.months import first_day, month_text
from services.schedule.households.contents.base import (
    Amounted,
    Content,
    FromDayContent,
    FromMonthContent,
    OnDayContent,
)
from services.schedule.households.fields import Day, DayNumber, MonthField, Norm


class Article(StrEnum):
    """On what ground the municipality decides over somebody's money: design promise I14 asks for one at every payment.

    `56a` and `57` are articles of the Participatiewet, `voluntary` is an agreement with the client, `bridging` decides
    on the means until the toeslagen come.
    """

    ARTICLE_56A = "56a"
    ARTICLE_57 = "57"
    VOLUNTARY = "voluntary"
    BRIDGING = "bridging"


class CoaAllowance(FromDayContent, Amounted):
    """What COA pays the household a day, by its own letter; without it the rates that are known are taken."""

    kind: Literal["coa_allowance"] = "coa_allowance"


class B12Received(OnDayContent):
    """The B12 came in: COA's allowance ends (form B12, uitschrijfkaart)."""

    kind: Literal["b12_received"] = "b12_received"


class RightToBijstand(FromDayContent):
    """The first day of the right to bijstand, and the day on which that was decided."""

    kind: Literal["right_to_bijstand"] = "right_to_bijstand"
    decided_on: Day | None = None


class DecisionTaken(FromDayContent):
    """A decision that lets the municipality pay from somebody's money, up to and including a day."""

    kind: Literal["decision"] = "decision"
    article: Article
    until: Day | None = None

    @property
    def about(self) -> str:
        return f"{self.article}/{self.since}"

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "DecisionTaken":
        if self.until is not None and self.until < self.since:
            raise InvalidInput([Fault("until", f"{self.until} lies before {self.since}", "give a later day")])
        return self


class BenefitNorm(FromMonthContent):
    """The norm that holds from a month on (Participatiewet art. 20-24)."""

    kind: Literal["benefit_norm"] = "benefit_norm"
    norm: Norm

    @property
    def about(self) -> str:
        return month_text(self.since)


class PayoutDayKnown(FromDayContent):
    """The day on which this household's benefit is paid, in the month itself (0) or so many months later."""

    kind: Literal["payout_day"] = "payout_day"
    day: DayNumber
    month_offset: Annotated[int, Field(strict=True, ge=-2, le=2)] = 0


class BenefitPaid(Amounted, Content):
    """What the benefit system really pays for a month."""

    kind: Literal["benefit_paid"] = "benefit_paid"
    month: MonthField

    @property
    def about(self) -> str:
        return month_text(self.month)

    @property
    def holds_from(self) -> date:
        return first_day(self.month)
