"""What is agreed with suppliers: some draw the energy bill from the municipality's own account, by a mandate."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from house.caseload import Household
from house.caseload.suppliers import SUPPLIERS, Supplier
from house.demo.registry_desk import CASE_MANAGER, PAYEE_APPROVER, REGISSEUR, at_desk
from house.demo.suppliers import ANOTHERS, EVIDENCE, SUPPLIER_DESK, creditor_id, put_account_right, register_suppliers
from house.demo.world import World
from sandbox.draw import Draw
from services.mandate_events import Payer
from services.mandates.accounts import service as accounts
from services.mandates.arrangements import payer_service
from services.mandates.arrangements.payer_service import PayerWish
from services.mandates.costs import Cost
from services.mandates.direct_debits import repository as mandates
from services.mandates.direct_debits import service as direct_debits
from services.mandates.direct_debits.direct_debit import OnAccount
from services.mandates.direct_debits.import_reading import Read
from services.mandates.direct_debits.import_row import ImportedMandate
from services.mandates.direct_debits.import_service import import_mandates
from services.months import Month, first_day, month_of
from services.schedule.planning.case import Route

_DRAWN = Cost.ENERGY
_IN_A_HUNDRED = 30
_KVK = 99_000_000
_BY_NAME = {one.name: one for one in SUPPLIERS}


class Newcomer(NamedTuple):
    """A household that was handed in."""

    household_id: UUID
    household: Household


async def know_suppliers(world: World) -> None:
    """Before anybody comes all suppliers are known, with accounts that two people saw."""
    known = await register_suppliers(world)
    async with at_desk(world, SUPPLIER_DESK) as desk:
        right = await put_account_right(desk, known[SUPPLIERS[ANOTHERS - 1].name])
    async with at_desk(world, PAYEE_APPROVER) as (session, hand):
        await accounts.approve(session, hand, right, None)


def umr_of(household: Household) -> str:
    """The mandate by which the energy bill of a household is drawn, where it is."""
    return f"E-{household.reference}"


async def let_suppliers_draw(world: World, seed: int, came: Sequence[Newcomer]) -> None:
    """Three of ten energy bills that the municipality is to pay are drawn, from the first whole month on."""
    wanted = [one for one in came if _is_drawn(seed, one.household)]
    if not wanted:
        return
    today = world.clock.today()
    async with at_desk(world, CASE_MANAGER) as (session, hand):
        await import_mandates(session, hand, list(_mandates(wanted, today)))
    async with at_desk(world, REGISSEUR) as (session, hand):
        found = await mandates.mandates_of(session, [one.household_id for one in wanted])
        for household_id, household in wanted:
            month = _first_month(household, today)
            for one in found[household_id]:
                await direct_debits.approve(session, hand, household_id, one.id)
                wish = PayerWish(one.cost, Payer.SUPPLIER_PULLS, month, "it is drawn from our account", one.id)
                await payer_service.decide_payer(session, hand, household_id, wish)


def _is_drawn(seed: int, household: Household) -> bool:
    life = household.life
    is_ours = life.policy.routes.get(str(_DRAWN), Route.NEVER) is not Route.NEVER
    known = any(one.cost == str(_DRAWN) and one.on <= life.handed_in_on for one in household.payees)
    return is_ours and known and Draw(seed, life.number, "drawn").percent(_IN_A_HUNDRED)


def _mandates(wanted: Sequence[Newcomer], today: date) -> Iterator[Read]:
    for _, household in wanted:
        supplier = next(_BY_NAME[one.name] for one in household.payees if one.cost == str(_DRAWN))
        yield Read(household.reference, _mandate(household, supplier, first_day(_first_month(household, today))))


def _mandate(household: Household, supplier: Supplier, since: date) -> ImportedMandate:
    return ImportedMandate(
        umr=umr_of(household),
        creditor_id=creditor_id(supplier),
        valid_from=since,
        signed_on=household.life.handed_in_on,
        evidence=EVIDENCE.hex(),
        reference=household.reference,
        cost=_DRAWN,
        supplier_kvk=f"{_KVK + supplier.number}",
        on_account=OnAccount.ORGANISATION,
        last_used_on=None,
    )


def _first_month(household: Household, today: date) -> Month:
    return month_of(max(today, household.life.leaves_on)) + 1
