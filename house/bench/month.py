"""One month of an organisation, from the proposal to the bank files, and what it took."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from house.bench.cost import Cost, timed
from house.bench.office import Office
from house.bench.stages import STORING
from house.bench.workers import Work, Workers
from services.banking_days import before
from services.errors import Problem
from services.events import RunKind
from services.months import Month, day_in, month_text
from services.schedule.payments import repository, service
from services.schedule.payments.run import RunKey, RunState

_PROPOSED_ON, _TEN, _TWO = 26, 10, 14
"""The day of the month before on which a run is proposed (the bank day before it), the hour, and that of approval."""


class NotFiled(Problem):
    """A month of the bench did not end in bank files."""


@dataclass(frozen=True)
class Lived:
    """A month that was paid: proposing it, and from the approval to the last file, with what the workers were seen at.

    `payments` are those of the run, filed or held with a reason: both take the whole way up to the file.
    """

    run_id: UUID
    approved_on: date
    payments: int
    proposing: Cost
    paying: Cost
    proposed: Work
    paid: Work

    @property
    def whole(self) -> Cost:
        """From the proposal to the last file, without the days on which people think."""
        return self.proposing + self.paying

    @property
    def booking(self) -> float:
        """Seconds on the wall of storing, booking, filing and checking: all of it but finding out what to pay."""
        looks = self.proposed.looks
        stored = sum(looks[stage] for stage in STORING)
        return self.paying.wall + self.proposing.wall * stored / max(looks.total(), 1)


def proposed_on(month: Month) -> date:
    """The day on which a month's run is proposed and approved."""
    return before(day_in(month - 1, _PROPOSED_ON))


async def live(office: Office, month: Month, workers: Workers, elsewhere: Callable[[], float | None]) -> Lived:
    """Pay a month; `elsewhere` is the processor time of the database so far. `NotFiled` if no files came of it."""
    key, on = RunKey(month, RunKind.MONTHLY, 1), proposed_on(month)
    office.move_to(on, _TEN)
    with timed(elsewhere) as proposing:
        run_id = await _propose(office, key, len(workers))
        proposed = await workers.work()
    office.move_to(on, _TWO)
    with timed(elsewhere) as paying:
        await _approve(office, key, run_id, len(workers))
        paid = await workers.work()
    return Lived(
        run_id=run_id,
        approved_on=on,
        payments=await _payments(office, run_id),
        proposing=_with(proposing.cost, proposed),
        paying=_with(paying.cost, paid),
        proposed=proposed,
        paid=paid,
    )


async def _propose(office: Office, key: RunKey, times: int) -> UUID:
    """Ask for the run, once for each worker: each time a job waits that brings it further."""
    for _ in range(times):
        async with office.database.transaction(office.organisation_id) as session:
            run = await service.propose(session, office.hand(session, "proposer"), key)
    return run.id


async def _approve(office: Office, key: RunKey, run_id: UUID, times: int) -> None:
    async with office.database.transaction(office.organisation_id) as session:
        run = await repository.run_by_id(session, run_id)
        await service.approve(session, office.hand(session, "approver"), run_id, run.content_hash or "")
    if times > 1:
        await _propose(office, key, times - 1)


async def _payments(office: Office, run_id: UUID) -> int:
    async with office.database.reading(office.organisation_id) as session:
        run = await repository.run_by_id(session, run_id)
        if run.state is not RunState.FILED:
            raise NotFiled(f"{NotFiled.title} The run of {month_text(run.month)} is {run.state}.")
        totals = await repository.totals(session, run_id)
    return sum(one.payments for one in totals)


def _with(cost: Cost, work: Work) -> Cost:
    """The cost with what the workers used, who are processes of their own."""
    return Cost(cost.wall, None if cost.cpu is None else cost.cpu + work.cpu)
