"""Whose payments an account decides about: the household of a client's own, all that a supplier delivers to.

They are held, in the order of their ids, before the account is: so two changes around one household take turns, and two
that touch many never wait for each other in a circle. Then their suppliers are: whoever arranges something with a
supplier needs its row, and so comes before the look at who is supplied, or after all that is changed here.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import Session
from services.errors import Conflict, Fault
from services.mandates.accounts.account import Owner, WantedAccount
from services.mandates.hand import Hand

_SUPPLIERS = bindparam("suppliers", type_=ARRAY(Uuid))
_HOUSEHOLDS = bindparam("households", type_=ARRAY(Uuid))
_HOLD_OWNERS = (
    text(
        """
        select id from household where id = any(:households)
        and (cast(:municipalities as text[]) is null or municipality = any(:municipalities))
        order by id for no key update
        """
    ).bindparams(_HOUSEHOLDS, bindparam("municipalities", type_=ARRAY(Text))),
    text("select id from supplier where id = any(:suppliers) order by id for no key update").bindparams(_SUPPLIERS),
)
_SUPPLIED = text("select distinct household_id from arrangement where supplier_id = any(:suppliers)").bindparams(
    _SUPPLIERS
)
_HOLD_SUPPLIERS = text("select id from supplier where id = any(:suppliers) order by id for update").bindparams(
    _SUPPLIERS
)
"""More than who changes a supplier needs: this is what keeps an arrangement that refers to it from being written."""
_HOLD = text("select id from household where id = any(:households) order by id for no key update").bindparams(
    _HOUSEHOLDS
)


_LOOKS = 10
"""How often it is looked who is new, should somebody be each time."""


class SuppliedToMoreAndMore(Conflict):
    """Every moment another household is arranged with this supplier; try again when that is done."""


class _Owners(NamedTuple):
    households: list[UUID]
    suppliers: list[UUID]


async def hold_owners(session: Session, hand: Hand, wanted: Collection[WantedAccount]) -> list[Fault]:
    """Hold whose these accounts are to be; a fault for each that is of nobody whom the hand may see."""
    owners = _owners(one.owner for one in wanted)
    asked = {**owners._asdict(), "municipalities": None if hand.municipalities is None else sorted(hand.municipalities)}
    found: set[UUID] = set()
    for statement in _HOLD_OWNERS:
        found.update((await session.execute(statement, asked)).scalars())
    cure = "give one of this organisation, which you work for"
    return [
        Fault(one.where, f"there is no such {one.owner.kind} here", cure)
        for one in wanted
        if (one.owner.supplier_id or one.owner.household_id) not in found
    ]


async def hold_affected(session: Session, owners: Collection[Owner], looks: int = _LOOKS) -> list[UUID]:
    """The households with a payment that may go to an account of these owners, held, in the order of their ids.

    To hold them may take a while, and whoever was arranged with a supplier meanwhile is one of them too. So it is
    looked again once the suppliers are held; should somebody be new, all are let go and held anew, in order. Without
    that a go-ahead could be given for an account after it was looked whom to tell, and before it is closed.
    `SuppliedToMoreAndMore` where that has no end.
    """
    households, suppliers = _owners(owners)
    wanted = {*households, *await _supplied(session, suppliers)}
    for _ in range(looks):
        look = await session.begin_nested()
        held = (await session.execute(_HOLD, {"households": sorted(wanted)})).scalars().all()
        await session.execute(_HOLD_SUPPLIERS, {"suppliers": suppliers})
        supplied = await _supplied(session, suppliers)
        if supplied <= wanted:
            await look.commit()
            return list(held)
        await look.rollback()
        wanted |= supplied
    raise SuppliedToMoreAndMore


async def _supplied(session: Session, suppliers: Collection[UUID]) -> set[UUID]:
    if not suppliers:
        return set()
    return set((await session.execute(_SUPPLIED, {"suppliers": suppliers})).scalars())


def _owners(owners: Iterable[Owner]) -> _Owners:
    each = set(owners)
    return _Owners(
        [one.household_id for one in each if one.household_id], [one.supplier_id for one in each if one.supplier_id]
    )
