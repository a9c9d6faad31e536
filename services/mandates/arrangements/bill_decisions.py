"""A person's word on which of several arrangements pays a bill that is one: it lets exactly that one go on.

While nobody decided none of them is released. The newest decision about a bill holds; with `beside_others` each pays a
part of its own, as two households do that share a contract, and each of them is decided about.
"""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from services.database import ReadSession, Session, organisation_of
from services.errors import Refused
from services.mandates.arrangements import repository
from services.mandates.arrangements.bill import SAME_BILL
from services.mandates.hand import Hand
from services.mandates.households.repository import count_change, hold
from services.sealing import place_of

_HOUSEHOLDS = text(
    f"""
    select distinct other.household_id from arrangement as one cross join lateral ({SAME_BILL}) as other
    where one.id = :id
    """
)
_ADD = text(
    """
    insert into bill_decision
        (organisation_id, id, arrangement_id, beside_others, reason_sealed, decided_at, decided_by)
    values (:organisation_id, :id, :arrangement_id, :beside_others, :reason, :now, :by)
    """
)


class NoSharedBill(Refused):
    """No other arrangement is for the same bill, so there is nothing to decide about who pays it."""


class BillDecision(NamedTuple):
    """That this arrangement pays its bill: instead of the others that would, or beside them."""

    id: UUID
    arrangement_id: UUID
    beside_others: bool


async def decide_bill(
    session: Session, hand: Hand, arrangement_id: UUID, reason: str, *, beside_others: bool
) -> BillDecision:
    """Decide that an arrangement pays its bill; `NoSuchArrangement`, `NoSharedBill`.

    What was released of the other households is asked anew before it is paid.
    """
    found = await repository.arrangement(session, hand.keyring, arrangement_id, hand.municipalities)
    others = await _others(session, arrangement_id)
    if not others:
        raise NoSharedBill
    await repository.hold_households(session, {found.household_id, *others}, None)
    await hold(session, found.household_id, hand.municipalities)
    made = BillDecision(hand.new_id(), arrangement_id, beside_others)
    place = place_of(organisation_of(session), made.id, "reason")
    values = {"reason": hand.keyring.seal(reason, place), "now": hand.now, "by": hand.by}
    await session.execute(_ADD, {"organisation_id": organisation_of(session), **made._asdict(), **values})
    await count_change(session, hand, {found.household_id, *others})
    return made


async def _others(session: ReadSession, arrangement_id: UUID) -> set[UUID]:
    return set((await session.execute(_HOUSEHOLDS, {"id": arrangement_id})).scalars())
