"""The processing log in the database: written with what a request changed, or before what it asked for is given.

Whoever writes holds a lock together with all others who write, from before the line gets its position until it is
committed; who links lines into a batch takes it alone for a moment, and so knows that below the last position that it
sees nothing is still on its way. The lock is taken at the end of a transaction, so nobody waits for long.

A line of its own is one statement and a transaction of its own, one way to the server instead of four: it enters the
organisation itself, before the first row is held against its policy.
"""

from functools import partial
from json import dumps
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text, Uuid

from services.acts import Processing
from services.database import ORGANISATION_SETTING, Database, Session, organisation_of
from services.processing import Line, Register

_WRITE = text(
    f"""
    with held as materialized (
        select pg_advisory_xact_lock_shared(hashtextextended(current_schema() || ' processing ' || :organisation, 0)),
            set_config('{ORGANISATION_SETTING}', :organisation, true)
    ), line as (
        insert into processing (organisation_id, position, activity, operation, resources, households, subject, roles,
            on_behalf_of, started_at, ended_at, trace_id, operation_id, parent_operation_id, status)
        select cast(:organisation as uuid), nextval('processing_position'), :activity, :operation,
            cast(:resources as jsonb), :households, :subject, :roles, :on_behalf_of, :started_at, :ended_at, :trace_id,
            :operation_id, :parent_operation_id, :status
        from held
        returning organisation_id, position, households
    )
    insert into processing_household (organisation_id, household_id, position)
    select organisation_id, household_id, position from line, unnest(households) as household_id
    """
).bindparams(bindparam("households", type_=ARRAY(Uuid)), bindparam("roles", type_=ARRAY(Text)))


async def write(session: Session, line: Line) -> None:
    """Add a line in this transaction; both are committed or neither."""
    await session.execute(_WRITE, _values(organisation_of(session), line))


def processing(database: Database, register: Register) -> Processing:
    """What an application over this database keeps its log with."""
    return Processing(register, partial(_write_alone, database))


async def _write_alone(database: Database, organisation_id: UUID, line: Line) -> None:
    async with database.engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await alone.execute(_WRITE, _values(organisation_id, line))


def _values(organisation_id: UUID, line: Line) -> dict[str, Any]:
    return line._asdict() | {
        "organisation": str(organisation_id),
        "resources": dumps(dict(line.resources), sort_keys=True),
        "households": list(line.households),
        "roles": list(line.roles),
    }
