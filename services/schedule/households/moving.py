"""People move: a client whom another municipality of the organisation carries cannot be taken on here at the same time.

A client is known by the account that everything goes to. Who moves is carried there until one day, and here from the
next on; what both would pay, each from its own money, is refused before it is promised.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import LargeBinary

from services.database import ReadSession
from services.errors import Conflict, Fault
from services.schedule.hand import Hand
from services.schedule.households.change import Change
from services.schedule.households.kept_case import CannotBePlanned, kept_case
from services.schedule.households.tasks import TO_CLIENT
from services.schedule.payees.payee import PayeeDetails, WantedCostPayee

HOW_TO_MOVE = (
    "for somebody who moves, let the relief there end (reliefEndsOn, the fact relief_ends) on its last day, and"
    " register the household here under a reference of its own with a right that starts (rightStartsOn, the fact"
    " right_to_bijstand) after that day"
)
"""The cure wherever a household turns up in a second municipality."""

_RELIEFS = text(
    """
    select told.account_lookup, reference, municipality, version.inputs::text as inputs
    from cost_payee as told join household on household.id = told.household_id
    join plan_version as version on version.household_id = household.id and version.version = household.plan_version
    where told.account_lookup = any(:lookups) and told.cost = :cost and not exists (
        select from cost_payee as later where later.household_id = told.household_id and later.cost = told.cost
        and (later.valid_from, later.sequence) > (told.valid_from, told.sequence)
    )
    """
).bindparams(bindparam("lookups", type_=ARRAY(LargeBinary)))


class ClientIsCarriedElsewhere(Conflict):
    """Another municipality of the organisation carries this client at the same time."""


class Relief(NamedTuple):
    """From which day until which the client of a household is carried, and by which municipality."""

    reference: str
    municipality: str
    since: date
    until: date

    @classmethod
    def planned(cls, reference: str, municipality: str, inputs: str | bytes) -> "Relief":
        """The relief of the case that a plan version was made of; `CannotBePlanned` where that cannot be read."""
        case = kept_case(inputs)
        return cls(reference, municipality, case.benefit.starts_on, case.relief_ends_on)

    def clashes(self, other: "Relief") -> bool:
        """Whether two municipalities would pay for the same day."""
        return self.municipality != other.municipality and self.since <= other.until and other.since <= self.until


def relief_after(change: Change) -> Relief | None:
    """The relief of a household once this is written; None where no plan is made of it."""
    if change.version is None:
        return None
    return Relief.planned(change.household.reference, change.household.municipality, change.version.inputs)


def own_account(wanted: Iterable[WantedCostPayee]) -> tuple[PayeeDetails, str] | None:
    """The client's own account among those that are wanted, and its place for a fault."""
    for one in wanted:
        if one.to_client:
            return one.to, one.where
    return None


async def reliefs_paid_on(session: ReadSession, lookups: Collection[bytes]) -> list[tuple[bytes, Relief]]:
    """The reliefs of all clients with these accounts, by the keyed lookup of the account number."""
    found = []
    for row in await session.execute(_RELIEFS, {"lookups": list(lookups), "cost": TO_CLIENT}):
        with suppress(CannotBePlanned):  # a run leaves it out, so it is not paid twice
            found.append((bytes(row.account_lookup), Relief.planned(row.reference, row.municipality, row.inputs)))
    return found


def carried_elsewhere(where: str, other: Relief, hand: Hand) -> Fault:
    """What is wrong with a client's account; the other household is named only to those who work for it."""
    whose = (
        f"household {other.reference} in {other.municipality}"
        if hand.works_for(other.municipality)
        else ("a household in another municipality of your organisation")
    )
    what = f"on this account the client of {whose} is paid already, from {other.since} until {other.until}"
    return Fault(where, what, f"{HOW_TO_MOVE}; for somebody else, give an account of their own")


async def refuse_if_carried_elsewhere(
    session: ReadSession, hand: Hand, change: Change, wanted: Iterable[WantedCostPayee]
) -> None:
    """`ClientIsCarriedElsewhere` if this household is new and another municipality pays its client for the same day."""
    own, relief = own_account(wanted), relief_after(change)
    if own is None or relief is None:
        return
    account, where = own
    for _, other in await reliefs_paid_on(session, [hand.keyring.lookup(account.iban.number)]):
        if relief.clashes(other):
            raise ClientIsCarriedElsewhere(str(carried_elsewhere(where, other, hand)))


def known_elsewhere(reference: str, municipality: str, hand: Hand) -> str:
    """What is said of a reference that a household of another municipality has."""
    where = municipality if hand.works_for(municipality) else "another municipality of your organisation"
    return f"household {reference} is registered in {where}"
