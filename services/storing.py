"""Many rows at once: `COPY` where that pays, by way of a temporary table because PostgreSQL refuses it under row-level
security; a plain `INSERT` for a handful.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from psycopg import AsyncConnection, sql

from services.database import ReadSession, Session

FEW = 50
"""Up to so many rows an INSERT is quicker than making a table to copy into."""


class Rows(NamedTuple):
    """Rows of one table, each with a value for each of the columns; JSON as text."""

    table: str
    columns: tuple[str, ...]
    values: Sequence[tuple[Any, ...]]


async def connection_of(session: ReadSession) -> AsyncConnection[Any]:
    """psycopg's own connection, in the session's transaction."""
    raw = await (await session.connection()).get_raw_connection()
    driver: AsyncConnection[Any] = raw.driver_connection  # type: ignore[assignment]  # SQLAlchemy does not know which driver
    return driver


async def store(session: Session, rows: Rows) -> None:
    """Add the rows; the database's own errors come through."""
    if not rows.values:
        return
    connection = await connection_of(session)
    if len(rows.values) <= FEW:
        await _insert(connection, rows)
    else:
        await _copy(connection, rows)


async def _insert(connection: AsyncConnection[Any], rows: Rows) -> None:
    statement = _inserting(rows.table, rows.columns)
    async with connection.cursor() as cursor:
        if len(rows.values) == 1:  # a pipeline of one costs more than the row
            await cursor.execute(statement, rows.values[0])
        else:
            await cursor.executemany(statement, rows.values)


@cache
def _inserting(table: str, columns: tuple[str, ...]) -> bytes:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    values = sql.SQL(", ").join(sql.Placeholder() * len(columns))
    return sql.SQL("insert into {} ({}) values ({})").format(sql.Identifier(table), names, values).as_bytes()


async def _copy(connection: AsyncConnection[Any], rows: Rows) -> None:
    table, incoming, columns = sql.Identifier(rows.table), sql.Identifier(f"incoming_{rows.table}"), _names(rows)
    async with connection.cursor() as cursor:
        await cursor.execute(
            sql.SQL("create temporary table if not exists {} (like {}) on commit drop").format(incoming, table)
        )
        async with cursor.copy(sql.SQL("copy {} ({}) from stdin").format(incoming, columns)) as copy:
            for row in rows.values:
                await copy.write_row(row)
        await cursor.execute(sql.SQL("insert into {} ({}) select {} from {}").format(table, columns, columns, incoming))
        await cursor.execute(sql.SQL("truncate {}").format(incoming))


def _names(rows: Rows) -> sql.Composable:
    return sql.SQL(", ").join(map(sql.Identifier, rows.columns))
