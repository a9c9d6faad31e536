"""Founding an organisation: every service has to know it, and each has a list of its own."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from services.database import Database
from services.jobs import defer
from services.mandates.households.refreshing import REBUILD
from services.schedule.tables import Municipality, Organisation

_FOUND = text("insert into organisation values (:id, :name) on conflict do nothing returning id")


class NewMunicipality(NamedTuple):
    """A municipality that an organisation works for, by its code (`GM0310`), with its policy and the account it pays
    from."""

    code: str
    name: str
    policy: str
    iban: str


class NewOrganisation(NamedTuple):
    """Who is going to run Ontzorg, and for which municipalities."""

    id: UUID
    name: str
    municipalities: Sequence[NewMunicipality] = ()


async def found(new: NewOrganisation, databases: Mapping[str, Database]) -> None:
    """Let an organisation exist in those services that are here, by name; what exists already stays as it is.

    Those that listen hear of an organisation before the schedule service can announce anything of it. Where the
    registry comes later, into a house that is lived in, it asks for all households that are there.
    """
    for service, found_in in _IN_THIS_ORDER.items():
        if service in databases:
            await found_in(new, databases[service])


async def _found_in_registry(new: NewOrganisation, mandates: Database) -> None:
    async with mandates.transaction(new.id) as session:
        if (await session.execute(_FOUND, {"id": new.id, "name": new.name})).first() is not None:
            await defer(session, REBUILD, organisation_id=str(new.id))


async def _found_in_notify(new: NewOrganisation, notify: Database) -> None:
    async with notify.transaction(new.id) as session:
        await session.execute(_FOUND, {"id": new.id, "name": new.name})


async def _found_in_schedule(new: NewOrganisation, schedule: Database) -> None:
    rows = [{"organisation_id": new.id, **one._asdict()} for one in new.municipalities]
    async with schedule.transaction(new.id) as session:
        await session.execute(insert(Organisation).values({"id": new.id, "name": new.name}).on_conflict_do_nothing())
        if rows:
            await session.execute(insert(Municipality).values(rows).on_conflict_do_nothing())


_IN_THIS_ORDER: Mapping[str, Callable[[NewOrganisation, Database], Awaitable[None]]] = {
    "notify": _found_in_notify,
    "mandates": _found_in_registry,
    "schedule": _found_in_schedule,
}
