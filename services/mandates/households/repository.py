"""Households as the registry knows them: found, seen, held, and counted forward when a payment may depend on a change.

Which households a transaction held or counted is noted in its session, for whoever goes over them before it ends.

A household that the registry does not know yet is not an error of the caller's: the schedule service announces every
one, and the answer says that it is still to come.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.errors import NotFound
from services.mandate_events import RegistryChanged
from services.mandates.hand import Hand, Municipalities
from services.many_households import in_order_asked
from services.outbox import announce

_SELECT = "select id, reference, municipality, policy, plan_version, stale, version from household"
_SEEN = "(cast(:municipalities as text[]) is null or municipality = any(:municipalities))"
_SEES = bindparam("municipalities", type_=ARRAY(Text))
_KNOWN = f"{_SELECT} where id = :id and reference <> '' and {_SEEN}"
"""One that was announced and not asked for yet has no reference, and is not there for anybody."""
_ONE = text(_KNOWN).bindparams(_SEES)
_MANY = text(f"select id from household where id = any(:ids) and reference <> '' and {_SEEN}").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)), _SEES
)
_HOLD = text(f"{_KNOWN} for no key update").bindparams(_SEES)
_COUNT = text("update household set version = version + 1 where id = any(:ids) returning id, version").bindparams(
    bindparam("ids", type_=ARRAY(Uuid))
)


_TOUCHED, _COUNTED = "households touched", "households counted"
"""Where the session of a transaction notes them."""


class NoSuchHousehold(NotFound):
    """There is no such household here; one that was registered a moment ago is known within a minute."""


class Household(NamedTuple):
    """A household as the registry knows it; `version` counts the changes that a payment may depend on."""

    id: UUID
    reference: str
    municipality: str
    policy: str
    plan_version: int
    stale: bool
    version: int


async def household(session: ReadSession, household_id: UUID, sees: Municipalities) -> Household:
    """A household that the caller may see; `NoSuchHousehold`."""
    return await _found(session, household_id, sees, hold=False)


async def seen(session: ReadSession, household_ids: Collection[UUID], sees: Municipalities) -> list[UUID]:
    """Those of these households that the caller may see, in the order asked."""
    asked = {"ids": list(household_ids), "municipalities": None if sees is None else sorted(sees)}
    return in_order_asked(household_ids, set((await session.execute(_MANY, asked)).scalars()))


async def hold(session: Session, household_id: UUID, sees: Municipalities) -> Household:
    """The same, held until the end of the transaction: every change around a household begins with this."""
    found = await _found(session, household_id, sees, hold=True)
    touch(session, [household_id])
    return found


def touch(session: Session, households: Iterable[UUID]) -> None:
    """Note that this transaction has to do with these (held) households."""
    session.info.setdefault(_TOUCHED, set()).update(households)


def take_touched(session: Session) -> set[UUID]:
    """The households that this transaction had to do with since this was last asked."""
    touched: set[UUID] = session.info.pop(_TOUCHED, set())
    return touched


async def count_change(session: Session, hand: Hand, households: Iterable[UUID]) -> None:
    """Say that payments of these (held) households may have to be looked at anew, here and to whoever listens.

    What one transaction changes of a household is one change: nobody ever sees it in between.
    """
    counted: set[UUID] = session.info.setdefault(_COUNTED, set())
    ids = sorted(set(households) - counted)
    if not ids:
        return
    counted.update(ids)
    touch(session, ids)
    rows = (await session.execute(_COUNT, {"ids": ids})).all()
    mine = organisation_of(session)
    news = [RegistryChanged(organisation_id=mine, household_id=one.id, version=one.version) for one in rows]
    await announce(session, *sorted(news, key=lambda one: one.household_id), now=hand.now)


async def _found(session: ReadSession, household_id: UUID, sees: Municipalities, *, hold: bool) -> Household:
    asked = {"id": household_id, "municipalities": None if sees is None else sorted(sees)}
    row = (await session.execute(_HOLD if hold else _ONE, asked)).first()
    if row is None:
        raise NoSuchHousehold
    return Household(*row)
