"""Shards: a run goes through its households in ranges, batch by batch, on any number of workers.

A batch is one transaction that holds the row of its shard. So two workers never do the same households, a worker that
dies loses its batch and nothing else, and one that lost its connection can write nothing (promise I21).
"""

from collections.abc import Sequence
from uuid import UUID

from services.database import Session, organisation_of
from services.schedule.payments.run import ShardStage
from services.schedule.storing import connection_of

HOUSEHOLDS_A_SHARD = 2_500
HOUSEHOLDS_A_BATCH = 500

_BOUNDARIES = """
    select id from (select id, row_number() over (order by id) as place from household) as numbered
    where place %% %s = 0 order by id
"""
_OPEN = """
    insert into payment_run_shard (organisation_id, run_id, number, stage, after, until)
    select %s, %s, number, 'open', after, until
    from unnest(%s::integer[], %s::uuid[], %s::uuid[]) as range (number, after, until)
"""
_CLAIM = """
    select number, after, until, reached from payment_run_shard
    where run_id = %s and stage = %s order by number limit 1 for no key update skip locked
"""
_HOUSEHOLDS = """
    select id from household
    where (%(begin)s::uuid is null or id > %(begin)s) and (%(until)s::uuid is null or id <= %(until)s)
    order by id limit %(batch)s
"""
_REACH = """
    update payment_run_shard set reached = %s, households = households + %s where run_id = %s and number = %s
"""
_FINISH = "update payment_run_shard set stage = %s, reached = null where run_id = %s and number = %s"


class Batch:
    """The next households of a shard that this transaction holds; none are left if `households` is empty."""

    def __init__(self, run_id: UUID, number: int, households: Sequence[UUID]) -> None:
        self.run_id = run_id
        self.number = number
        self.households = list(households)


async def open_shards(session: Session, run_id: UUID) -> int:
    """Divide all households of the organisation into ranges; the last one is open to who registers meanwhile."""
    connection = await connection_of(session)
    found = await (await connection.execute(_BOUNDARIES, [HOUSEHOLDS_A_SHARD])).fetchall()
    ends = [row[0] for row in found]
    numbers = list(range(1, len(ends) + 2))
    begins = [None, *ends]
    await connection.execute(_OPEN, [organisation_of(session), run_id, numbers, begins, [*ends, None]])
    return len(numbers)


async def claim_batch(session: Session, run_id: UUID, stage: ShardStage) -> Batch | None:
    """Hold a shard in this stage and take its next households; None if none is left that nobody else holds."""
    connection = await connection_of(session)
    shard = await (await connection.execute(_CLAIM, [run_id, stage])).fetchone()
    if shard is None:
        return None
    number, begins_after, until, reached = shard
    limits = {"begin": reached or begins_after, "until": until, "batch": HOUSEHOLDS_A_BATCH}
    households = await (await connection.execute(_HOUSEHOLDS, limits)).fetchall()
    return Batch(run_id, number, [household_id for (household_id,) in households])


async def finish_batch(session: Session, batch: Batch, stage: ShardStage) -> None:
    """Say how far the shard has come, or that it came to the end of this stage of its work."""
    connection = await connection_of(session)
    if batch.households:
        reached = [batch.households[-1], len(batch.households), batch.run_id, batch.number]
        await connection.execute(_REACH, reached)
    if len(batch.households) < HOUSEHOLDS_A_BATCH:
        await connection.execute(_FINISH, [stage, batch.run_id, batch.number])


async def are_all(session: Session, run_id: UUID, stage: ShardStage) -> bool:
    """Whether every shard of the run has come to this stage."""
    connection = await connection_of(session)
    query = "select not exists (select from payment_run_shard where run_id = %s and stage <> %s)"
    row = await (await connection.execute(query, [run_id, stage])).fetchone()
    return bool(row and row[0])
