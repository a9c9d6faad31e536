"""Whether there is something to ask a supplier: beside all that is known of the households that are asked about."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.database import ReadSession
from services.errors import Fault, InvalidInput
from services.mandate_events import HandshakeDirection, HandshakeState, Payer
from services.mandates.arrangements import handshake_repository, payer_repository, repository
from services.mandates.arrangements.arrangement import Arrangement, in_force
from services.mandates.arrangements.handshake import Handshake, direction_to
from services.mandates.arrangements.mismatch import SupplierWord, collects
from services.mandates.arrangements.payer import OURS, NothingChanges, PayerChange, PayerEntry, holds_in
from services.mandates.arrangements.payer_service import check_changes
from services.mandates.arrangements.repository import SupplierTerms
from services.mandates.hand import Hand
from services.months import Month, month_of, month_text


class Known(NamedTuple):
    """Of some households: what is arranged, who pays, what was asked, and when each cost-month is due."""

    arrangements: Mapping[UUID, Arrangement]
    payers: Mapping[UUID, Sequence[PayerEntry]]
    handshakes: Sequence[Handshake]
    suppliers: Mapping[UUID, SupplierTerms]
    due_on: Mapping[tuple[UUID, str, Month], date]


async def known_of(session: ReadSession, hand: Hand, household_ids: Collection[UUID]) -> Known:
    """All of it, in a few statements however many households they are."""
    every = await repository.arrangements_of(session, hand.keyring, household_ids)
    arrangements = {one.id: one for of_household in every.values() for one in of_household}
    return Known(
        arrangements,
        await payer_repository.entries_of(session, household_ids),
        await handshake_repository.handshakes_of(session, household_ids),
        await repository.suppliers(session, {one.terms.supplier_id for one in arrangements.values()}),
        await repository.due_on(session, household_ids),
    )


def check_months(known: Known, arrangement: Arrangement, month: Month, today: date) -> None:
    """`InvalidInput` for a month that is over, or in which another arrangement of the cost holds."""
    of = arrangement.household_id, arrangement.cost
    same_cost = [one for one in known.arrangements.values() if (one.household_id, one.cost) == of]
    faults = []
    if month < month_of(today):
        faults.append(Fault("fromMonth", f"{month_text(month)} is over", "ask from this month on, or a later one"))
    held = in_force(same_cost, month)
    if held is None or held.id != arrangement.id:
        cure = "look up the arrangement that holds in that month"
        faults.append(Fault("fromMonth", f"this arrangement does not hold in {month_text(month)}", cure))
    if faults:
        raise InvalidInput(faults)


def check_something_to_ask(known: Known, arrangement: Arrangement, change: PayerChange) -> None:
    """Something would change: who pays, or, where a person decided that already, what the supplier does about it.

    Only what is ours, or is watched, is handed back; and what the supplier does not collect although it should.
    """
    of_cost = [one for one in known.payers.get(arrangement.household_id, ()) if one.cost == arrangement.cost]
    held = holds_in(of_cost, change.from_month)
    if _is_at_odds(known, arrangement, held, change):
        return
    check_changes(held, change)
    if direction_to(change.payer) is HandshakeDirection.TAKING_OVER:
        return
    if held is None or held.payer not in OURS | {Payer.CLIENT_PAYS_WATCHED}:
        raise NothingChanges("the client pays this cost himself in that month; nothing is there to hand back")


def _is_at_odds(known: Known, arrangement: Arrangement, held: PayerEntry | None, change: PayerChange) -> bool:
    """Whether that is the payer, and its supplier, who was not asked, does not do as that needs."""
    if held is None or held.payer is not change.payer:
        return False
    of = arrangement.household_id, arrangement.cost
    of_cost = [one for one in known.handshakes if (one.household_id, one.cost) == of]
    direction = direction_to(change.payer)
    if any(one.state is HandshakeState.DECIDED and one.direction is direction for one in of_cost):
        return False  # that one still takes in what the supplier says
    says = collects(map(SupplierWord.of, of_cost), arrangement.terms.supplier_id, change.from_month)
    return says is not False if direction is HandshakeDirection.TAKING_OVER else says is False
