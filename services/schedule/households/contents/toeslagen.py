"""Toeslagen: their amounts, and their way from application to the right account."""

from typing import Annotated, Literal

from pydantic import Field

from services.months import month_text
from services.schedule.households.contents.base import Amounted, FromMonthContent, OnDayContent
from services.schedule.households.fields import Day, Toeslag
from services.schedule.planning.case import Account


class ToeslagAmount(FromMonthContent, Amounted):
    """A toeslag a month, expected or granted; the first month is that of the entitlement."""

    kind: Literal["toeslag_amount"] = "toeslag_amount"
    toeslag: Toeslag

    @property
    def about(self) -> str:
        return f"{self.toeslag}/{month_text(self.since)}"


class OfToeslag(OnDayContent):
    toeslag: Toeslag

    @property
    def about(self) -> str:
        return str(self.toeslag)


class ToeslagApplied(OfToeslag):
    """A toeslag was applied for."""

    kind: Literal["toeslag_applied"] = "toeslag_applied"


class ToeslagDecided(OfToeslag):
    """Dienst Toeslagen decided."""

    kind: Literal["toeslag_decided"] = "toeslag_decided"
    granted: bool = True


class ToeslagArrived(OfToeslag):
    """The first money of a toeslag came in."""

    kind: Literal["toeslag_arrived"] = "toeslag_arrived"
    account: Account


class ToeslagAccount(OfToeslag):
    """Another account was asked for a toeslag on a day; `from` is the day from which it is paid there, once known."""

    kind: Literal["toeslag_account"] = "toeslag_account"
    account: Account
    since: Annotated[Day | None, Field(alias="from")] = None

    @property
    def about(self) -> str:
        return f"{self.toeslag}/{self.account}"


class ToeslagenAuthorisation(OnDayContent):
    """The client signed, or did not sign, for toeslagen on the budget account (Awir art. 25)."""

    kind: Literal["toeslagen_authorisation"] = "toeslagen_authorisation"
    given: bool
