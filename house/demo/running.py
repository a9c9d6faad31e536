"""How a month is paid: proposed by one, compared with the month before, approved by another, filed by a worker."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from house.demo.world import APPROVER, PROPOSER, World
from services.clock import stopwatch
from services.events import RunKind
from services.months import Month
from services.schedule.payments import repository, service
from services.schedule.payments.difference import DifferenceSum, difference_sums
from services.schedule.payments.run import PaymentState, RunKey, SamePerson
from services.schedule.payments.tables import RunRow

_TEN, _TWO = 10, 14


class PaidRun(NamedTuple):
    """A run that was filed: what it paid (cents), what it holds by reason, and what differs from the month before."""

    key: RunKey
    run_id: UUID
    payments: int
    amount: int
    held: Mapping[str, int]
    difference: list[DifferenceSum]
    seconds: float


async def propose(world: World, key: RunKey, day: date) -> RunRow:
    """At ten in the morning somebody asks for the run, and a worker puts it together."""
    world.move_to(day, _TEN)
    run_id = await ask_for(world, key)
    await world.worker.drain()
    return await read(world, run_id)


async def ask_for(world: World, key: RunKey) -> UUID:
    """The run with this key, which is begun if there is none; its id."""
    async with world.database.transaction(world.organisation_id) as session:
        return (await service.propose(session, world.hand(session, PROPOSER), key)).id


async def approve(world: World, run: RunRow, day: date, who: str = APPROVER) -> None:
    """At two in the afternoon somebody puts a name to the proposal as it was looked at, and a worker files it."""
    world.move_to(day, _TWO)
    async with world.database.transaction(world.organisation_id) as session:
        await service.approve(session, world.hand(session, who), run.id, run.content_hash or "")
    await world.worker.drain()


async def refusal_of_own_approval(world: World, run: RunRow) -> str | None:
    """What is said to a proposer who approves; None if nobody objects."""
    try:
        async with world.database.transaction(world.organisation_id) as session:
            await service.approve(session, world.hand(session, PROPOSER), run.id, run.content_hash or "")
    except SamePerson as refusal:
        return refusal.detail
    return None


async def difference(world: World, run_id: UUID, month: Month) -> list[DifferenceSum]:
    """What an approver looks at first."""
    async with world.database.reading(world.organisation_id) as session:
        return await difference_sums(session, run_id, month)


async def read(world: World, run_id: UUID) -> RunRow:
    """The run as it is now."""
    async with world.database.reading(world.organisation_id) as session:
        return await repository.run_by_id(session, run_id)


async def pay(world: World, key: RunKey, day: date) -> PaidRun:
    """The whole way of a run in one day."""
    lasted = stopwatch()
    run = await propose(world, key, day)
    differs = await difference(world, run.id, key.month)
    await approve(world, run, day)
    return await paid(world, key, run.id, differs, lasted())


async def paid(world: World, key: RunKey, run_id: UUID, differs: list[DifferenceSum], seconds: float) -> PaidRun:
    """What has become of a run."""
    async with world.database.reading(world.organisation_id) as session:
        totals = await repository.totals(session, run_id)
    submitted = [one for one in totals if one.state is PaymentState.SUBMITTED]
    held = {one.reason: one.payments for one in totals if one.reason is not None}
    return PaidRun(
        key=key,
        run_id=run_id,
        payments=sum(one.payments for one in submitted),
        amount=sum(one.amount for one in submitted),
        held=held,
        difference=differs,
        seconds=seconds,
    )


def monthly(month: Month) -> RunKey:
    """The run of a month."""
    return RunKey(month, RunKind.MONTHLY, 1)


def supplementary(month: Month, number: int) -> RunKey:
    """A run for those who came, or were held, after the month's own."""
    return RunKey(month, RunKind.SUPPLEMENTARY, number)
