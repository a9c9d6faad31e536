"""Shards: a run goes through its households in ranges, batch by batch, on any number of workers.

A batch is one transaction that holds the row of its shard. So two workers never do the same households, a worker that
dies loses its batch and nothing else, and one that lost its connection can write nothing (promise I21). Who finds every
shard in other hands waits for one of them: whoever is left finishes the run.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.schedule.payments.candidates import Period
from services.schedule.payments.run import ShardStage
from services.storing import connection_of


class Pace(NamedTuple):
    """How many households a worker takes at a time, and for how many seconds it may be silent in the middle of it.

    After that PostgreSQL ends its transaction, and another worker takes the batch. A server or a registry that is away
    is left alone for `pause` seconds.
    """

    households_a_shard: int = 2_500
    households_a_batch: int = 500
    silence: float = 60.0
    pause: float = 1.0


MONTHS_BACK = 14
"""So many months back expected money may still change and is booked anew; what is older is for a person to decide."""

_BUSY = "plan_version is not null and coalesce(busy_until >= %(since)s, true)"
"""Whether a run that looks back to `since` may find anything: the plans of the household had not ended by then."""

_STAY_BUSY = """
    with unfinished as (
        select household_id from expected_income
        where month between %(first_month)s and %(last_month)s and amount <> booked and expected_on <= %(last_due)s
    ), ended as (
        select id from household where busy_until < %(since)s and id in (select household_id from unfinished)
        order by id for no key update
    )
    update household set busy_until = %(last_due)s from ended where household.id = ended.id
"""
_BOUNDARIES = f"""
    select id from (select id, row_number() over (order by id) as place from household where {_BUSY}) as numbered
    where place %% %(size)s = 0 order by id
"""
_OPEN = """
    insert into payment_run_shard (organisation_id, run_id, since, number, stage, after, until)
    select %s, %s, %s, number, 'open', after, until
    from unnest(%s::integer[], %s::uuid[], %s::uuid[]) as range (number, after, until)
"""
_CLAIM = """
    select number, after, until, since, reached from payment_run_shard
    where run_id = %s and stage = %s order by number limit 1 for no key update
"""
_HOUSEHOLDS = f"""
    select id from household
    where {_BUSY} and (%(begin)s::uuid is null or id > %(begin)s) and (%(until)s::uuid is null or id <= %(until)s)
    order by id limit %(batch)s for no key update
"""
_REACH = {
    ShardStage.PROPOSED: "update payment_run_shard set reached = %s, proposed = proposed + %s"
    " where run_id = %s and number = %s",
    ShardStage.FROZEN: "update payment_run_shard set reached = %s, frozen = frozen + %s"
    " where run_id = %s and number = %s",
}
_FINISH = "update payment_run_shard set stage = %s, reached = null where run_id = %s and number = %s"


class Batch:
    """The next households of a shard that this transaction holds; it is the last of them unless `goes_on`."""

    def __init__(self, run_id: UUID, number: int, households: Sequence[UUID], *, goes_on: bool) -> None:
        self.run_id = run_id
        self.number = number
        self.households = list(households)
        self.goes_on = goes_on

    def without(self, households: Collection[UUID]) -> "Batch":
        """The batch less these households."""
        rest = [household_id for household_id in self.households if household_id not in households]
        return Batch(self.run_id, self.number, rest, goes_on=self.goes_on)


async def open_shards(session: Session, run_id: UUID, period: Period, pace: Pace) -> int:
    """Divide into ranges the households in which a run may find anything; the last is open to who registers meanwhile.

    A household whose plan has ended is one of them as long as money that was expected of it is not booked as it is
    expected now: it stays busy for this run and the next ones. What waits on the list of what is held waits on; a
    corrected fact makes a household busy again.
    """
    connection = await connection_of(session)
    since = period.first_due
    unfinished = {
        "since": since,
        "last_due": period.last_due,
        "first_month": period.month - MONTHS_BACK,
        "last_month": period.month + 1,
    }
    await connection.execute(_STAY_BUSY, unfinished)
    size = {"since": since, "size": pace.households_a_shard}
    found = await (await connection.execute(_BOUNDARIES.encode(), size)).fetchall()
    ends = [row[0] for row in found]
    numbers = list(range(1, len(ends) + 2))
    begins = [None, *ends]
    await connection.execute(_OPEN, [organisation_of(session), run_id, since, numbers, begins, [*ends, None]])
    return len(numbers)


async def claim_batch(session: Session, run_id: UUID, stage: ShardStage, pace: Pace) -> Batch | None:
    """Hold a shard in this stage and take its next households; None when every shard has left the stage.

    One that is free is taken at once; if there is none, whoever holds one is waited for. The households are held too,
    in order of their ids, so that two runs that meet on a household take turns, and no fact slips in between.
    """
    connection = await connection_of(session)
    asked = [run_id, stage]
    shard = await (await connection.execute(f"{_CLAIM} skip locked".encode(), asked)).fetchone()
    shard = shard or await (await connection.execute(_CLAIM, asked)).fetchone()
    if shard is None:
        return None
    number, begins_after, until, since, reached = shard
    limits = {"begin": reached or begins_after, "until": until, "since": since, "batch": pace.households_a_batch}
    households = await (await connection.execute(_HOUSEHOLDS.encode(), limits)).fetchall()
    goes_on = len(households) == pace.households_a_batch
    return Batch(run_id, number, [household_id for (household_id,) in households], goes_on=goes_on)


async def finish_batch(session: Session, batch: Batch, stage: ShardStage) -> None:
    """Say how far the shard has come on its way to a stage, or that it came there."""
    connection = await connection_of(session)
    if batch.households:
        reached = [batch.households[-1], len(batch.households), batch.run_id, batch.number]
        await connection.execute(_REACH[stage], reached)
    if not batch.goes_on:
        await connection.execute(_FINISH, [stage, batch.run_id, batch.number])


async def count_new(session: Session, batch: Batch, payments: int) -> None:
    """Add payments that came into the plans of the batch's households since the run was proposed."""
    if payments:
        connection = await connection_of(session)
        more = "update payment_run_shard set new_since = new_since + %s where run_id = %s and number = %s"
        await connection.execute(more, [payments, batch.run_id, batch.number])


async def give_up_on_silence(session: Session, pace: Pace) -> None:
    """Let PostgreSQL end this transaction if its worker is silent for too long: what it holds is then free."""
    connection = await connection_of(session)
    setting = "select set_config('idle_in_transaction_session_timeout', %s, true)"
    await connection.execute(setting, [f"{int(pace.silence * 1000)}ms"])


async def close_shards(session: Session, run_id: UUID) -> None:
    """Wait for the batches that are under way, and let there be no others."""
    connection = await connection_of(session)
    await connection.execute("delete from payment_run_shard where run_id = %s", [run_id])


async def are_open(session: Session, run_id: UUID) -> bool:
    """Whether the run was divided at all."""
    return await _ask(session, "select exists (select from payment_run_shard where run_id = %s)", run_id)


async def are_all(session: Session, run_id: UUID, stage: ShardStage) -> bool:
    """Whether every shard of the run has come to this stage."""
    query = "select not exists (select from payment_run_shard where run_id = %s and stage <> %s)"
    return await _ask(session, query, run_id, stage)


async def _ask(session: Session, query: str, *asked: object) -> bool:
    connection = await connection_of(session)
    row = await (await connection.execute(query.encode(), asked)).fetchone()
    return row == (True,)
