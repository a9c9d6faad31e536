"""What a month leaves behind: every row of every table but what no two tries have in common, and the files' bytes."""

from uuid import UUID

import psycopg
from psycopg import sql

from services.database import Database
from services.schedule.bank.keeping import stream
from tests.schedule.households.builders import KEYRING
from tests.schedule.payments.caseload import Town
from tests.superuser import as_superuser

Ending = dict[str, list[str]]

_OWN_TO_A_TRY = {
    "bank_file_chunk": ["content"],  # sealed: the same bytes never look the same
    "instruction_file": ["content"],  # its digest stands beside it
    "instruction_answer": ["reason_sealed"],
    "inbox": ["message_id", "received_at"],
    "outbox": ["id"],
    "outbox_delivery": ["event_id", "attempts", "due_at", "delivered_at"],
    "payee": ["name_sealed", "iban_sealed"],
    "payee_handover": ["content_sealed"],
    "payment_account": ["name_sealed", "iban_sealed"],
}
"""Names of events differ with who announced them, and how often one was delivered with what crashed."""

_TABLES = """
    select tablename::text from pg_tables where schemaname = 'schedule' and tablename not like 'procrastinate%'
    and tablename <> 'alembic_version' and tablename not like 'processing%' order by tablename
"""
"""But who asked, and in which trace: that is another one at every try."""


async def ending(town: Town) -> Ending:
    """Table by table, in an order of their own; and of each file what somebody gets who downloads it."""
    with as_superuser(town.admin_url, "schedule") as connection:
        names = [name for (name,) in connection.execute(_TABLES).fetchall()]
        found = {name: _rows(connection, name) for name in names}
        found["jobs left"] = _rows(connection, "procrastinate_jobs")
        files = connection.execute("select organisation_id, message_id from bank_file order by message_id").fetchall()
    return found | {f"file {message_id}": [await _bytes(town, *file)] for file in files for message_id in file[1:]}


def _rows(connection: psycopg.Connection, table: str) -> list[str]:
    query = sql.SQL("select (to_jsonb(t) - %s::text[])::text from {} t order by 1").format(sql.Identifier(table))
    return [row for (row,) in connection.execute(query, [_OWN_TO_A_TRY.get(table, [])]).fetchall()]


async def _bytes(town: Town, organisation: UUID, message_id: str) -> str:
    database = Database(town.service_url, "schedule")
    async with database.reading(organisation) as session:
        content = b"".join([chunk async for chunk in stream(session, KEYRING, message_id)])
    await database.close()
    return content.decode()
