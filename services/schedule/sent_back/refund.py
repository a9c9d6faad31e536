"""Asking our own bank for what a supplier drew: on which ground, until which day, and when its answer is due. Pure.

PSD2 (Directive (EU) 2015/2366): what a payer authorised in principle is refunded within eight weeks of the debit (art.
77(1)), and the bank gives it back, or says why not, within ten bank days (art. 77(2)). What nobody authorised is told
within thirteen months (art. 71(1)) and given back by the end of the next bank day (art. 73(1)); a statement shows that
a day later.
"""

from datetime import date, timedelta
from enum import StrEnum

from services import banking_days
from services.months import day_in, month_of

_AUTHORISED = timedelta(weeks=8)
_UNAUTHORISED = 13
"""Months."""


class Ground(StrEnum):
    """Why it is asked back: there is a mandate and it is too much or not due, or nobody gave a mandate."""

    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"


_ANSWERS_WITHIN = {Ground.AUTHORISED: 10, Ground.UNAUTHORISED: 2}
"""Bank days."""


def last_day(ground: Ground, booked_on: date) -> date:
    """The last day on which a debit of that day can be asked back.

    >>> last_day(Ground.AUTHORISED, date(2026, 3, 3)), last_day(Ground.UNAUTHORISED, date(2026, 1, 31))
    (datetime.date(2026, 4, 28), datetime.date(2027, 2, 28))
    """
    if ground is Ground.AUTHORISED:
        return booked_on + _AUTHORISED
    return day_in(month_of(booked_on) + _UNAUTHORISED, booked_on.day)


def answer_by(ground: Ground, asked_on: date) -> date:
    """The day by which the money is back, or somebody looks."""
    return banking_days.bank_days_later(banking_days.after(asked_on), _ANSWERS_WITHIN[ground])
