"""Whether something of a decision was paid: only before that it can be withdrawn."""

from datetime import date

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer

from services import banking_days
from services.database import ReadSession
from services.months import month_of
from services.schedule.bridging.tables import BridgingRow
from services.schedule.households.contents import Instrument
from services.schedule.ledger.accounts import accounts
from services.schedule.ledger.entry import AccountKind
from services.schedule.planning.bridging import Arrival
from services.schedule.planning.case import Account
from services.schedule.planning.plan import Plan

_BOOKED = text(
    """
    select coalesce(sum(booked), 0) from expected_income
    where month = any(:months) and household_id = :household_id and happening = :kind
    """
).bindparams(bindparam("months", type_=ARRAY(Integer)))


async def is_paid(session: ReadSession, row: BridgingRow, made: Plan, today: date) -> bool:
    """Whether anything of it was drawn or paid, by the plan that has it.

    What comes to the client's own account is paid by whoever pays the benefit, on its day.
    """
    if row.instrument is Instrument.MINSTAND:
        minstand = (await accounts(session, [row.household_id]))[row.household_id][AccountKind.MINSTAND]
        return minstand.owed + minstand.debits_pending > 0
    assert row.arrives_on is not None, "money arrives on a day"
    on = banking_days.after(row.arrives_on)
    if row.account is Account.CLIENT:
        return on <= today
    months = list(range(month_of(made.case.benefit.starts_on), month_of(made.settles_on) + 1))
    asked = {"months": months, "household_id": row.household_id, "kind": str(row.instrument)}
    booked = int((await session.execute(_BOOKED, asked)).scalar_one())
    return booked > 0 and booked >= arrived_by(made, row.instrument, on)


def arrived_by(made: Plan, instrument: Instrument, on: date) -> int:
    """Cents of an instrument that the plan has on the budget account by a day; they are booked in order of day."""
    arrivals = (entry for entry in made.entries if isinstance(entry.source, Arrival))
    return sum(one.amount for one in arrivals
               if one.kind == instrument and one.account is Account.BUDGET and one.on <= on)  # fmt: skip
