"""A payment that takes money back to where it came from: its name, its day, and how it stands. Pure."""

from datetime import date, datetime
from typing import NamedTuple

from services import banking_days
from services.clock import civil_date
from services.months import month_of
from services.schedule.bank.identifiers import end_to_end_id
from services.schedule.bank.profile import BNG, BankProfile
from services.schedule.matching.booked import Booked, Place
from services.schedule.matching.submitted import Outcome


class SentBack(NamedTuple):
    """A payment back, in cents, as the bank may name it; `outcomes` are those told so far, in their order.

    `of` is the booking whose money it is, and `number` counts the times it was sent. `account` is ours.
    """

    of: Place
    number: int
    end_to_end_id: str
    account: str
    amount: int
    outcomes: tuple[Outcome, ...] = ()

    def with_outcome(self, outcome: Outcome) -> "SentBack":
        """The same payment when the bank has said this too."""
        return self._replace(outcomes=(*self.outcomes, outcome))


def name_of(booked: Booked, number: int) -> str:
    """The EndToEndId under which the money of a booking is sent back for the `number`-th time.

    It is worked out from what it is for, so a crash makes the same one again.
    """
    place = (str(booked.statement_id), f"{booked.entry}.{booked.part}")
    return end_to_end_id(month_of(booked.booked_on), *place, "sent_back", str(number))


def execution_day(now: datetime, bank: BankProfile = BNG) -> date:
    """The first day on which the bank still executes a file of one payment that is made at this moment."""
    today = civil_date(now)
    day = banking_days.after(today)
    in_time = day > today or now < bank.confirm_before(day, 1)
    return day if in_time else banking_days.bank_days_later(day, 1)
