"""The ledger's way to PostgreSQL: the driver itself, for COPY, and the one lock that all bookings share."""

from uuid import UUID

from psycopg import AsyncConnection

from services.database import ReadSession


async def connection_of(session: ReadSession) -> AsyncConnection:
    """The driver's own connection, inside the session's transaction: SQLAlchemy does not know COPY."""
    raw = await (await session.connection()).get_raw_connection()
    connection = raw.driver_connection
    assert isinstance(connection, AsyncConnection)
    return connection


async def stay_open(connection: AsyncConnection, organisation_id: UUID) -> None:
    """Let nobody close the books of this organisation until this transaction ends; any number may book at a time."""
    await _guard(connection, "pg_advisory_xact_lock_shared", organisation_id)


async def keep_still(connection: AsyncConnection, organisation_id: UUID) -> None:
    """Wait for everyone who is booking for this organisation, and let nobody begin until this transaction ends."""
    await _guard(connection, "pg_advisory_xact_lock", organisation_id)


async def _guard(connection: AsyncConnection, lock: str, organisation_id: UUID) -> None:
    await connection.execute(f"select {lock}(hashtextextended(%s, 0))".encode(), [f"ledger of {organisation_id}"])
