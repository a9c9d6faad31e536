"""The B12 and what its lateness costs: until it is processed COA goes on paying, and wants it back.

Rules 2 and 5 of the plan. The pilots saw the right start on day 5 and the B12 come on day 12 (seed 001, lines
1190-1234); seed 001 lines 4497-4640 ask that the two be brought together.
"""

from datetime import date, timedelta
from typing import NamedTuple

from services import banking_days
from services.schedule.planning.case import Case

_DAY = timedelta(days=1)


class CoaDebt(NamedTuple):
    """The days for which COA paid after the departure, and their sum in cents."""

    days: int
    amount: int


def processing_day(b12_received_on: date | None) -> date | None:
    """The first bank day on which a received B12 counts; None without one."""
    return None if b12_received_on is None else banking_days.after(b12_received_on)


def coa_debt(case: Case) -> CoaDebt:
    """Every day from the departure up to the processing day, or to the end of relief while no B12 has come."""
    left, received = case.leaves_reception_centre_on, case.coa.b12_received_on
    if received is not None and received <= left:
        return CoaDebt(0, 0)
    until = processing_day(received) or case.relief_ends_on + _DAY
    days = (until - left).days
    return CoaDebt(days, days * case.coa.daily_amount)
