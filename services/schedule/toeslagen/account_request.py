"""Asking Dienst Toeslagen to pay a toeslag to another account: from which pay day it can be, and what it still misses.

The municipality passes changes on once a month, before a day, and one takes another month (seed 000, line 169; seed
001, lines 2858-2863). What a policy does not say of that is taken for so. Pure; amounts are cents.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from services.events import AccountRequestState
from services.machine import Machine
from services.months import Month, month_of
from services.schedule.households.tasks import CUT_OFF
from services.schedule.planning.case import Account
from services.schedule.planning.policy import Rerouting
from services.schedule.planning.toeslagen import pay_day, payments
from services.schedule.toeslagen.known import KnownToeslag

NOT_KNOWN: Final = Rerouting(changes_per_month=1, lead_months=1)
"""What holds where a policy says nothing of it: what the pilot with the tightest timing told."""

_DAY = timedelta(days=1)


class RequestEvent(StrEnum):
    """What can happen to a request."""

    CONFIRM = "confirm"
    FAIL = "fail"
    REPLACE = "replace"


REQUEST: Final = Machine(
    "account_request",
    AccountRequestState.ASKED,
    {
        (AccountRequestState.ASKED, RequestEvent.CONFIRM): AccountRequestState.CONFIRMED,
        (AccountRequestState.ASKED, RequestEvent.FAIL): AccountRequestState.FAILED,
        (AccountRequestState.ASKED, RequestEvent.REPLACE): AccountRequestState.REPLACED,
        (AccountRequestState.CONFIRMED, RequestEvent.FAIL): AccountRequestState.FAILED,
        (AccountRequestState.CONFIRMED, RequestEvent.REPLACE): AccountRequestState.REPLACED,
    },
)
"""Confirmed by a person or by money on the account that was asked for; that may come to the old one all the same."""


class PassedOn(NamedTuple):
    """A change of a household that is passed on in a month; of several toeslagen to one account it is one change."""

    month: Month
    account: Account


class Missed(NamedTuple):
    """What still comes to the old account: the first pay day on which it does, and how much by then and after."""

    on: date
    amount: int


def cut_off(month: Month) -> date:
    """The last day on which a change can be asked that is passed on in this month."""
    return pay_day(month) - CUT_OFF


def next_cut_off(day: date) -> date:
    """The first cut-off that is not before a day."""
    month = month_of(day)
    return cut_off(month + (day > cut_off(month)))


def passed_on_in(asked_on: date, account: Account, others: Iterable[PassedOn], rerouting: Rerouting | None) -> Month:
    """The month in which a change is passed on: this one until its cut-off, and one in which the household has a change
    left. Who asks for the same account goes along."""
    rules = rerouting or NOT_KNOWN
    month = month_of(next_cut_off(asked_on))
    known = set(others)
    while (
        PassedOn(month, account) not in known
        and len({one for one in known if one.month == month}) >= rules.changes_per_month
    ):
        month += 1
    return month


def in_force_on(passed_on: Month, rerouting: Rerouting | None) -> date:
    """The first pay day on which a change that is passed on in a month is in force."""
    return pay_day(passed_on + (rerouting or NOT_KNOWN).lead_months)


def still_missed(known: KnownToeslag, account: Account, asked_on: date, force_on: date) -> Missed | None:
    """What the request comes too late for; None where it is in time.

    Everything meant for the budget account that is paid before that day; of what goes back to the client, all that is
    paid after the relief.
    """
    if known.planned is None or known.is_refused:
        return None
    since = asked_on if account is Account.BUDGET else max(asked_on, known.relief_ends_on + _DAY)
    late = [one for one in payments(known.planned, force_on - _DAY) if one.on >= since]
    return Missed(late[0].on, sum(one.amount for one in late)) if late else None


def after_arrival(
    wanted: Account, state: AccountRequestState, force_on: date, came_to: Account, on: date
) -> RequestEvent | None:
    """What money that came says of a request: it is in force when money comes to the account that was asked for, and it
    failed when money comes to the old one on or after the pay day on which it was to be in force."""
    if came_to is wanted:
        return RequestEvent.CONFIRM if state is AccountRequestState.ASKED else None
    holds = state in (AccountRequestState.ASKED, AccountRequestState.CONFIRMED)
    return RequestEvent.FAIL if holds and on >= force_on else None
