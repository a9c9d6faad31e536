"""What was told of whom costs are paid to, in the database."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.schedule.hand import Hand
from services.schedule.payees.payee import ToldPayee
from services.storing import Rows, store

_COST_PAYEE = (
    "organisation_id", "household_id", "sequence", "cost", "valid_from", "account_lookup", "bill_lookup",
    "recorded_at", "recorded_by",
)  # fmt: skip
_COST_PAYEES = text(
    """
    select household_id, sequence, cost, valid_from, account_lookup, bill_lookup
    from cost_payee where household_id = any(:ids) order by household_id, sequence
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))


async def add_told(session: Session, hand: Hand, added: Sequence[tuple[UUID, ToldPayee]]) -> None:
    """From now on these are who is paid, each for the household with that id."""
    mine = organisation_of(session)
    values = [(mine, household_id, *one, hand.now, hand.by) for household_id, one in added]
    await store(session, Rows("cost_payee", _COST_PAYEE, values))


async def told_of(session: ReadSession, household_ids: Collection[UUID]) -> dict[UUID, list[ToldPayee]]:
    """For each household all that was ever told of whom its costs are paid to, in the order of recording."""
    found: dict[UUID, list[ToldPayee]] = {}
    for household_id, sequence, cost, valid_from, account, bill in await session.execute(
        _COST_PAYEES, {"ids": list(household_ids)}
    ):
        one = ToldPayee(sequence, cost, valid_from, bytes(account), None if bill is None else bytes(bill))
        found.setdefault(household_id, []).append(one)
    return found
