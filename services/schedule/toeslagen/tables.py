"""The rows of toeslagen: where each of a household stands, what of it came, and who asked for another account."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.database import Instant, WholeCents, by_value
from services.events import AccountRequestState, ToeslagState
from services.schedule.planning.case import Account
from services.schedule.planning.policy import ToeslagKind
from services.schedule.tables import ScheduleRow
from services.schedule.toeslagen.actor import Actor


class ToeslagRow(ScheduleRow, table=True):
    """Where a toeslag of a household stands `since` a day; on `look_on` time alone may change it."""

    __tablename__ = "toeslag_standing"

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    toeslag: ToeslagKind = Field(primary_key=True, sa_type=by_value(ToeslagKind))
    state: ToeslagState = Field(sa_type=by_value(ToeslagState))
    since: date
    amount: int | None = Field(default=None, sa_type=WholeCents)
    account: Account | None = Field(default=None, sa_type=by_value(Account))
    next_on: date | None = None
    acts: Actor | None = Field(default=None, sa_type=by_value(Actor))
    look_on: date | None = None


class ArrivalRow(ScheduleRow, table=True):
    """Money of a toeslag that came for the months `first_month` up to and including `last_month`.

    `told` is how it was told, and with the day its key: the booking of the bank (statement, entry, part), or the
    client's account and which of that day it is.
    """

    __tablename__ = "toeslag_arrival"

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    toeslag: ToeslagKind = Field(primary_key=True, sa_type=by_value(ToeslagKind))
    arrived_on: date = Field(primary_key=True)
    told: str = Field(primary_key=True)
    first_month: int
    last_month: int
    amount: int = Field(sa_type=WholeCents)
    account: Account = Field(sa_type=by_value(Account))
    statement_id: UUID | None = None
    entry: int | None = None
    part: int | None = None
    told_by: str
    told_at: datetime = Field(sa_type=Instant)


class ArrivalTakenBackRow(ScheduleRow, table=True):
    """An arrival that a booking brought, and that somebody took back with what that booking was matched as."""

    __tablename__ = "toeslag_arrival_taken_back"

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    toeslag: ToeslagKind = Field(primary_key=True, sa_type=by_value(ToeslagKind))
    arrived_on: date = Field(primary_key=True)
    told: str = Field(primary_key=True)
    by: str
    at: datetime = Field(sa_type=Instant)


class AccountRequestRow(ScheduleRow, table=True):
    """The `number`-th request to pay a toeslag of a household to another account.

    It is passed on in a month, and in force on a pay day. What it came too late for at the time: from `misses_on` on,
    `misses_amount` cents come to the old account.
    """

    __tablename__ = "toeslag_account_request"

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    toeslag: ToeslagKind = Field(primary_key=True, sa_type=by_value(ToeslagKind))
    number: int = Field(primary_key=True)
    account: Account = Field(sa_type=by_value(Account))
    asked_on: date
    passed_on_in: int
    in_force_on: date
    misses_on: date | None = None
    misses_amount: int = Field(sa_type=WholeCents)
    state: AccountRequestState = Field(sa_type=by_value(AccountRequestState))


class AccountRequestStepRow(ScheduleRow, table=True):
    """How a request came to where it is, step by step."""

    __tablename__ = "toeslag_account_request_step"

    organisation_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(primary_key=True)
    toeslag: ToeslagKind = Field(primary_key=True, sa_type=by_value(ToeslagKind))
    number: int = Field(primary_key=True)
    step: int = Field(primary_key=True)
    state: AccountRequestState = Field(sa_type=by_value(AccountRequestState))
    in_force_on: date
    by: str
    at: datetime = Field(sa_type=Instant)
