"""How a service meets its database: one engine, one transaction a request, and the column types of the house.

A session belongs to one organisation. What it is about is set for each transaction, and row-level security does the
rest: without an organisation a service sees no row of anybody, and another organisation's rows do not exist.
"""

import re
import select
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, NewType
from uuid import UUID
from weakref import WeakSet

from sqlalchemy import BigInteger, Connection, Dialect, MetaData, Text, TypeDecorator, event, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session as SyncSession
from sqlalchemy.orm import SessionTransaction
from sqlalchemy.pool import QueuePool

from services.clock import in_utc
from services.ids import Ids, RandomIds
from services.metrics import Figure, Sample

ORGANISATION_SETTING = "app.organisation"
"""The setting that the policies of row-level security compare with; it lasts for one transaction."""

HOUSEHOLDS_SETTING = "app.households"
"""The setting that narrows a transaction to some households, for whoever may know of no other."""

ReadSession = NewType("ReadSession", AsyncSession)
"""A session that may only ask: the database refuses it every write."""

Session = NewType("Session", ReadSession)
"""A session that may write. Whoever opened it commits; the code that is handed one never does."""

_AT_THE_END = "to do at the end"
"""Where a session notes what is to be done right before its transaction commits."""

_OURS = f"set_config('{ORGANISATION_SETTING}', :organisation_id, true)"
_ENTER = text(f"select {_OURS}")
_ENTER_READING = text(f"select {_OURS}, set_config('transaction_read_only', 'on', true)")
_NARROW = text(f"select set_config('{HOUSEHOLDS_SETTING}', :households, true)")
_NAMES = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}


def service_metadata(service: str) -> MetaData:
    """The metadata of one service: its own schema, its own class names, and PostgreSQL's way of naming constraints."""
    return MetaData(schema=service_name(service), naming_convention=_NAMES)


def service_name(service: str) -> str:
    """The name itself, which is also its schema's and part of its roles'; `ValueError` if it could not be that."""
    if not re.fullmatch(r"[a-z]{1,20}", service):
        raise ValueError(f"{service!r} is no name of a service; use small letters")
    return service


def service_role(service: str) -> str:
    """Who reads and writes the rows, and owns nothing."""
    return f"ontzorg_{service_name(service)}"


def owner_role(service: str) -> str:
    """Who owns the tables and migrates them, and cannot log in."""
    return f"ontzorg_{service_name(service)}_owner"


def as_service(url: str, service: str, password: str | None = None) -> str:
    """The same database, entered as that service instead of as its administrator."""
    role = make_url(url).set(username=service_role(service), password=password)
    return role.render_as_string(hide_password=False)


_open: WeakSet["Database"] = WeakSet()
"""Those of this process, for whoever counts their connections."""


def connections() -> Iterable[Figure]:
    """How many connections to the database are in use now, and how many there may be, by service."""
    used, most = Counter[str](), Counter[str]()
    for database in _open:
        pool = database.engine.pool
        if isinstance(pool, QueuePool):
            used[database.service] += pool.checkedout()
            most[database.service] += pool.size()
    says = "Connections to the database, those in use and as many as there may be."
    samples = [
        Sample(many, {"service": service, "state": state})
        for state, counted in (("used", used), ("most", most))
        for service, many in sorted(counted.items())
    ]
    return [Figure("ontzorg_database_connections", says, "gauge", samples)]


class Database:
    """One service's door to its schema: it logs in as the service's role and names tables without their schema."""

    def __init__(self, url: str, service: str, *, connections: int = 10, ids: Ids | None = None) -> None:
        self.url = url
        self.service = service_name(service)
        self.ids = ids or RandomIds()
        self.engine: AsyncEngine = create_async_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            pool_size=connections,
            max_overflow=0,
            connect_args={"options": server_options(service), "application_name": service_role(service)},
        )
        event.listen(self.engine.sync_engine, "checkout", _refuse_a_dead_connection)
        _open.add(self)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, sync_session_class=_OfOrganisation)

    @asynccontextmanager
    async def transaction(
        self, organisation_id: UUID | None, households: Collection[UUID] | None = None
    ) -> AsyncIterator[Session]:
        """One transaction of one organisation: committed at the end of the block, rolled back if that is an error.

        With `households` no row of any other household is there, to read or to write.

        `None` is for what stands outside every organisation (jobs, shards, the list of organisations). What was left
        for the end of it (`at_the_end`) is done within it: it commits with the rest, or is what ends it.
        """
        ends: list[Callable[[], Awaitable[None]]] = []
        info = {"organisation_id": organisation_id, "households": households, "ids": self.ids, _AT_THE_END: ends}
        async with self._sessions(info=info) as session, session.begin():
            yield Session(ReadSession(session))
            for end in ends:
                await end()

    @asynccontextmanager
    async def reading(
        self, organisation_id: UUID | None, households: Collection[UUID] | None = None
    ) -> AsyncIterator[ReadSession]:
        """One transaction of one organisation, or of some of its households, that may not write."""
        info = {"organisation_id": organisation_id, "households": households, "read_only": True}
        async with self._sessions(info=info) as session, session.begin():
            yield ReadSession(session)

    async def answers(self) -> None:
        """Ask it anything; raises if it does not answer."""
        async with self.reading(None) as session:
            await session.execute(text("select 1"))

    async def close(self) -> None:
        await self.engine.dispose()


def server_options(service: str) -> str:
    """What every connection of a service begins with: its own schema alone, and instants in UTC."""
    return f"-c search_path={service_name(service)} -c timezone=UTC"


def organisation_of(session: ReadSession) -> UUID:
    """Whose session this is; `LookupError` for one that stands outside every organisation."""
    organisation_id = session.info.get("organisation_id")
    if isinstance(organisation_id, UUID):
        return organisation_id
    raise LookupError("this session belongs to no organisation; open it with the organisation's id")


def ids_of(session: Session) -> Ids:
    """Where new things of this session get their ids from: unguessable ones, or the seeded ones of a sandbox."""
    ids: Ids = session.info["ids"]
    return ids


def at_the_end(session: Session, do: Callable[[], Awaitable[None]]) -> None:
    """Let something be done when all else of this transaction is, right before it commits: what many write one by one
    is then written at once, and what others wait for is held no longer than it must be.
    """
    ends: list[Callable[[], Awaitable[None]]] = session.info[_AT_THE_END]
    ends.append(do)


class _OfOrganisation(SyncSession):
    """The session underneath, on which SQLAlchemy tells that a transaction has begun."""


@event.listens_for(_OfOrganisation, "after_begin")
def _enter_organisation(session: SyncSession, transaction: SessionTransaction, connection: Connection) -> None:
    """Say for this transaction alone whose it is, before anything else is asked; both settings in one round trip.

    Whose households are told apart is rare, and has one of its own.
    """
    organisation_id = session.info.get("organisation_id")
    if organisation_id is not None or session.info.get("read_only"):
        statement = _ENTER_READING if session.info.get("read_only") else _ENTER
        connection.execute(statement, {"organisation_id": "" if organisation_id is None else str(organisation_id)})
    if (households := session.info.get("households")) is not None:
        connection.execute(_NARROW, {"households": f"{{{','.join(map(str, households))}}}"})


def _refuse_a_dead_connection(connection: Any, _record: object, _proxy: object) -> None:
    """An idle connection has nothing to say; one that does was closed by a server that stopped or crashed.

    So the first request after a restart is served too, without the round trip that asking the server would cost.
    """
    waiting = select.poll()
    waiting.register(connection.driver_connection.fileno(), select.POLLIN | select.POLLHUP)
    if waiting.poll(0):
        raise DisconnectionError


class WholeCents(TypeDecorator[int]):
    """An amount in whole euro cents. Not a cent is lost in it, and nothing but a whole number goes in."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is not None and type(value) is not int:
            raise TypeError(f"{value!r} is no amount in whole cents")
        return value


class Instant(TypeDecorator[datetime]):
    """A moment, stored with its time zone and read in UTC; `InvalidInput` for a moment without one."""

    impl = TIMESTAMP(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else in_utc(value)


class _ByValue(TypeDecorator[StrEnum]):
    impl = Text
    cache_ok = True
    words: ClassVar[type[StrEnum]]

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


@cache
def by_value(words: type[StrEnum]) -> type[TypeDecorator[Any]]:
    """The column type of a closed list of words: the words as text, for which the migration adds `one_of` as the CHECK.

    SQLModel's own choice would be a type of PostgreSQL's with the Python names, from which no word can ever be taken.
    """
    return type(f"{words.__name__}ByValue", (_ByValue,), {"words": words, "cache_ok": True})
