"""The chain of the processing log: what was written since is linked into a batch, whose hash covers its lines and the
hash of the batch before it. Who changes or takes away a line, or a batch, has to make every later hash again, and the
head of the chain with them; promise I20 (`CHAINED`) makes them all again and compares.

A hash is SHA-256 over the hash before it (32 bytes, of zeros at first) and the content of the batch, which is what an
auditor downloads. PostgreSQL makes the content, here and in the promise by the same function.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from services.clock import Clock
from services.database import Database, Session, organisation_of
from services.failpoints import failpoint
from services.jobs import defer_once
from services.outbox import every_organisation
from services.promises import Promise, never_rewritten

LINK = "link_processing"
"""The job that links what an organisation's log has and its chain does not."""

LARGEST_BATCH = 10_000
"""Lines: some megabytes of content."""

_HORIZON = text(
    """
    with alone as materialized (
        select pg_advisory_xact_lock(hashtextextended(current_schema() || ' processing ' || :organisation, 0))
    )
    select 1 from alone
    """
)
_LAST = text("select max(position) from processing where organisation_id = :organisation_id")
_HEAD = text(
    """
    insert into processing_chain (organisation_id, number, last_position, hash)
    values (:organisation_id, 0, 0, decode(repeat('00', 32), 'hex'))
    on conflict (organisation_id) do update set number = processing_chain.number
    returning number, last_position, hash
    """
)
"""Holds the chain for this transaction: two who link do so one after the other."""

_LINES = """
    select position, processing_line(processing) as line from processing
    where organisation_id = :organisation_id and position > :after and position <= :horizon
    order by position limit :most
"""
_LINK = text(
    f"""
    with line as ({_LINES}), batch as (
        insert into processing_batch (organisation_id, number, after_position, last_position, lines, before, hash, at)
        select :organisation_id, :number, :after, max(position), count(*), :before,
            sha256(:before || convert_to(string_agg(line, '' order by position), 'UTF8')), :at
        from line having count(*) > 0
        returning organisation_id, number, last_position, lines, hash
    )
    update processing_chain set number = batch.number, last_position = batch.last_position, hash = batch.hash
    from batch where processing_chain.organisation_id = batch.organisation_id
    returning batch.lines
    """
)
_ANY_UNLINKED = text(
    """
    select exists (
        select from processing where organisation_id = :organisation_id and position > coalesce((
            select last_position from processing_chain where organisation_id = :organisation_id
        ), 0)
    )
    """
)

CHAINED = Promise(
    "I20",
    "every line of the processing log that was linked is what its batch says, and every batch stands on the one before",
    """
    select batch.organisation_id, batch.number, 'its lines are not what was linked' as what
    from processing_batch batch, lateral (
        select count(*) as lines, sha256(batch.before || convert_to(coalesce(
            string_agg(processing_line(line), '' order by line.position), ''), 'UTF8')) as hash
        from processing line where line.organisation_id = batch.organisation_id
        and line.position > batch.after_position and line.position <= batch.last_position
    ) found
    where (batch.lines, batch.hash) is distinct from (found.lines, found.hash)
    union all
    select organisation_id, number, 'does not stand on the batch before it'
    from (
        select *, lag(hash, 1, decode(repeat('00', 32), 'hex')) over chain as its_before,
            lag(last_position, 1, 0::bigint) over chain as its_after,
            lag(number, 1, 0::bigint) over chain as its_number
        from processing_batch window chain as (partition by organisation_id order by number)
    ) linked
    where (before, after_position, number) is distinct from (its_before, its_after, its_number + 1)
    union all
    select coalesce(head.organisation_id, last.organisation_id), last.number, 'is not where the chain ends'
    from processing_chain head full join (
        select distinct on (organisation_id) * from processing_batch order by organisation_id, number desc
    ) last using (organisation_id)
    where head.number is distinct from 0 and (head.number, head.last_position, head.hash)
        is distinct from (last.number, last.last_position, last.hash)
    union all
    select organisation_id, null, 'a line is found by other households than it names'
    from processing line where line.households is distinct from array(
        select household_id from processing_household found
        where (found.organisation_id, found.position) = (line.organisation_id, line.position)
        order by household_id
    )
    """,
)


LOGGED_FOR_GOOD = Promise(
    "I12",
    "lines of the processing log and batches of its chain can be added to and never rewritten",
    never_rewritten("processing", "processing_household", "processing_batch"),
)


class Linking:
    """Links what was written since, organisation by organisation; `clock` is the house's."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def link(self, organisation_id: str) -> None:
        """The job: batch after batch until all is linked that was written when it began."""
        mine = UUID(organisation_id)
        horizon = await self._horizon(mine)
        while horizon is not None and await self._linked(mine, horizon) == LARGEST_BATCH:
            failpoint("processing.linked")

    async def wake(self) -> int:
        """An alarm: have it done where anything was written. Nobody forgot it, so it counts as nothing missed."""
        async with self._database.reading(None) as reading:
            organisations = await every_organisation(reading)
        for mine in organisations:
            async with self._database.transaction(mine) as session:
                if (await session.execute(_ANY_UNLINKED, {"organisation_id": mine})).scalar_one():
                    await defer_once(session, LINK, organisation_id=str(mine))
        return 0

    async def _horizon(self, organisation_id: UUID) -> int | None:
        """The last position below which nothing is on its way; those who write wait no longer than this takes."""
        async with self._database.transaction(organisation_id) as session:
            await session.execute(_HORIZON, {"organisation": str(organisation_id)})
            last: int | None = (await session.execute(_LAST, {"organisation_id": organisation_id})).scalar_one()
            return last

    async def _linked(self, organisation_id: UUID, horizon: int) -> int:
        async with self._database.transaction(organisation_id) as session:
            return await link_batch(session, horizon, self._clock.now())


class _Head(NamedTuple):
    number: int
    last_position: int
    hash: bytes


async def link_batch(session: Session, horizon: int, now: datetime, most: int = LARGEST_BATCH) -> int:
    """Link the next batch up to and including a position, and say how many lines it has; 0 if there is none."""
    mine = {"organisation_id": organisation_of(session)}
    head = _Head(*(await session.execute(_HEAD, mine)).one())
    asked = {"number": head.number + 1, "after": head.last_position, "before": bytes(head.hash)}
    linked = await session.execute(_LINK, mine | asked | {"horizon": horizon, "most": most, "at": now})
    return linked.scalar_one_or_none() or 0
