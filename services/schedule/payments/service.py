"""Payment runs, one use case a function: propose, approve, withdraw, and bring a run further until it rests.

`propose`, `approve` and `withdraw` are commands of a person, in one transaction each. Everything long is done by
`advance`, a batch at a time, by whatever worker takes it; a crash anywhere, or two workers at once, change nothing.
"""

import asyncio
from datetime import date, datetime
from uuid import UUID

import psycopg
import structlog
from sqlalchemy.exc import OperationalError

from services.banking_days import after as after_closing
from services.clock import Clock, SystemClock
from services.database import Database, Session, organisation_of
from services.errors import Conflict, Fault, InvalidInput
from services.events import RunApproved, RunFiled, RunFrozen, RunKind, RunProposed
from services.failpoints import failpoint
from services.jobs import defer, is_under_way, rests
from services.months import month_of, month_text
from services.outbox import announce, every_organisation
from services.schedule.emergencies.paying import speak_for
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook
from services.schedule.instructions.instructing import instruct_next
from services.schedule.payments import repository
from services.schedule.payments.candidates import Period
from services.schedule.payments.filing import file_next
from services.schedule.payments.freezing import freeze_batch
from services.schedule.payments.late_days import ask_for_late
from services.schedule.payments.payable_repository import close_tasks_of_filed
from services.schedule.payments.proposing import propose_batch
from services.schedule.payments.run import RunEvent, RunKey, RunState, ShardStage, after, check_approval
from services.schedule.payments.run_task_repository import close_passed
from services.schedule.payments.shards import Pace, are_all, are_open, close_shards, give_up_on_silence, open_shards
from services.schedule.payments.tables import RunRow
from services.schedule.payments.withdrawing import withdraw_payments
from services.schedule.registry.registry import Registry, RegistryDoesNotAnswer
from services.sealing import Keyring

ADVANCE = "advance_run"
"""The job that brings a run further."""

_MONTHS_AHEAD = 2
_AT_WORK = {RunState.PROPOSING, RunState.APPROVED, RunState.FROZEN}
_TRIES = 60
_WORKERS = 2
"""As many as a run is quicker by: they wait for each other at the run's ends, and a small machine has no more cores."""

_log = structlog.get_logger(__name__)


class RunWasWithdrawn(Conflict):
    """This run was withdrawn, and stays so; ask for the next supplementary run of the month, which pays the same."""


async def propose(session: Session, hand: Hand, key: RunKey, pays_from: date | None = None) -> RunRow:
    """Start putting a run together; asking again for the same run, or two at once, gives the run as it is. An emergency
    run is not one of these: it is asked for by its household (`services.schedule.emergencies`).

    `pays_from` is the first day on which its payments can be executed, by default today; a day that the bank is closed
    means the next one. `InvalidInput` names what cannot be: a month too far off, a number that skips one, a day in the
    past.
    """
    known = await repository.run_of(session, key)
    if known is not None:
        if known.state is RunState.WITHDRAWN:
            raise RunWasWithdrawn
        if known.state in _AT_WORK:
            await _wake(session, known)
        return known
    first = after_closing(pays_from or hand.today)
    await _refuse(session, key, first, hand.today)
    wanted = RunRow(
        organisation_id=organisation_of(session),
        month=key.month,
        kind=key.kind,
        number=key.number,
        id=hand.new_id(),
        state=RunState.PROPOSING,
        pays_from=first,
        pays_until=Period(key.month, first).last_due,
        proposed_by=hand.by,
        proposed_at=hand.now,
    )
    run = await repository.found_or_added(session, wanted)
    if run.id != wanted.id:
        return run
    await _enter(session, run, RunState.PROPOSING, hand.now, hand.by)
    await _let_workers_go_on(session, run)
    return run


async def _let_workers_go_on(session: Session, run: RunRow) -> None:
    """A job for each worker that a run is quicker by; one that comes when all is done finds nothing to do."""
    for _ in range(_WORKERS):
        await defer(session, ADVANCE, **_arguments(run))


async def _wake(session: Session, run: RunRow) -> bool:
    """Let a run go on that nobody works on; False if somebody does."""
    if await is_under_way(session, ADVANCE, **_arguments(run)):
        return False
    await _let_workers_go_on(session, run)
    return True


def _arguments(run: RunRow) -> dict[str, str]:
    return {"organisation_id": str(run.organisation_id), "run_id": str(run.id)}


async def _refuse(session: Session, key: RunKey, pays_from: date, today: date) -> None:
    faults = []
    if not -1 <= key.month - month_of(today) <= _MONTHS_AHEAD:
        what = f"{month_text(key.month)} is not a month to pay on {today}"
        faults.append(Fault("month", what, f"give last month, this one, or one of the next {_MONTHS_AHEAD}"))
    if pays_from < today:
        faults.append(Fault("paysFrom", f"{pays_from} has passed", "give today or a later day"))
    if key.kind is RunKind.EMERGENCY:
        cure = "ask for it at /households/{householdId}/emergency-payments"
        faults.append(Fault("kind", "an emergency run pays one household, not all", cure))
    if key.kind is RunKind.MONTHLY and key.number != 1:
        faults.append(Fault("number", "a month has one monthly run", "give number 1, or kind supplementary"))
    earlier = RunKey(key.month, key.kind, key.number - 1)
    if key.number > 1 and not faults and await repository.run_of(session, earlier) is None:
        faults.append(Fault("number", f"there is no run {earlier} yet", f"give number {earlier.number}"))
    if faults:
        raise InvalidInput(faults)


async def approve(session: Session, hand: Hand, run_id: UUID, seen_hash: str) -> RunRow:
    """Approve a proposed run as another person than its proposer, naming the content that was looked at.

    The hash is taken anew, so what is approved is what stands in the rows. `SamePerson`, `AnotherProposal`,
    `RunIsElsewhere`; from here on a worker freezes and files it. An emergency run is frozen and filed at once, or
    refused with the reason (`services.schedule.emergencies.paying`).
    """
    run = await repository.run_by_id(session, run_id, hold=True)
    state = after(run.state, RunEvent.APPROVE)
    check_approval(run.proposed_by, hand.by, await repository.content_hash(session, run_id), seen_hash)
    run.approved_by, run.approved_at = hand.by, hand.now
    await _enter(session, run, state, hand.now, hand.by)
    event = RunApproved(organisation_id=run.organisation_id, run_id=run.id)
    await announce(session, event, now=hand.now)
    if run.kind is RunKind.EMERGENCY:
        await _pay_at_once(session, hand, run)
    else:
        await _let_workers_go_on(session, run)
    failpoint("run.approved")
    return run


async def _pay_at_once(session: Session, hand: Hand, run: RunRow) -> None:
    await speak_for(session, hand, run)
    await _enter(session, run, after(run.state, RunEvent.FREEZE), hand.now, _WORKER)
    await announce(session, _announcement(run), now=hand.now)
    while await file_next(session, run, hand.keyring, hand.now):
        pass
    await _finish_filing(session, run, hand.now)


async def _finish_filing(session: Session, run: RunRow, now: datetime) -> None:
    """All of the run stands in files."""
    files = await repository.files(session, run.id)
    run.filed_at = now
    await _enter(session, run, after(run.state, RunEvent.FILE), now, _WORKER)
    await announce(session, RunFiled(organisation_id=run.organisation_id, run_id=run.id, files=len(files)), now=now)
    await close_tasks_of_filed(session, run.id, now)
    failpoint("run.filed")


async def withdraw(session: Session, hand: Hand, run_id: UUID) -> RunRow:
    """Take back a run that nobody approved; its payments are free for another run. `RunIsElsewhere` after approval."""
    run = await repository.run_by_id(session, run_id, hold=True)
    state = after(run.state, RunEvent.WITHDRAW)
    await close_shards(session, run.id)
    await withdraw_payments(session, run.id)
    await _enter(session, run, state, hand.now, hand.by)
    return run


async def _enter(session: Session, run: RunRow, state: RunState, at: datetime, by: str) -> None:
    """Bring a run into a state; what somebody was to do until then is done."""
    await repository.enter(session, run, state, at, by)
    await close_passed(session, run, at)


class RunWorker:
    """Brings runs further; any number of them, anywhere."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        rules: Rulebook,
        keyring: Keyring,
        registry: Registry,
        pace: Pace | None = None,
        machine: Clock | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._machine = machine or SystemClock()
        self._rules = rules
        self._keyring = keyring
        self._registry = registry
        self._pace = pace or Pace()

    async def advance(self, organisation_id: str, run_id: str) -> None:
        """Bring a run as far as it goes by itself: to the approver, or into its bank files.

        Returns when the run rests, whoever did the work. A server that went away is waited for, up to a minute, and so
        is a registry that does not answer; after that an alarm lets the run go on.
        """
        tries = 0
        while tries < _TRIES:
            try:
                if not await self._step(UUID(organisation_id), UUID(run_id)):
                    return
                tries = 0
            except (psycopg.OperationalError, OperationalError, RegistryDoesNotAnswer) as away:
                tries += 1
                if tries == _TRIES:
                    raise
                _log.warning("a step of a run is tried again", run=run_id, reason=type(away).__name__, tries=tries)
                await asyncio.sleep(self._pace.pause)

    async def wake(self) -> int:
        """An alarm: let every run go on that is at work and has no job, and say how many there were.

        Its job may have failed, or been lost with a restored database; one that fails again and again is left alone
        longer each time, by the machine's clock, until somebody asks for the run. Two workers that look at once may
        both wake a run, which costs a job that finds nothing to do. A run that is held by somebody is being worked on.
        """
        async with self._database.reading(None) as session:
            organisations = await every_organisation(session)
        woken = 0
        for organisation_id in organisations:
            async with self._database.transaction(organisation_id) as session:
                for run in await repository.runs_at_work(session, _AT_WORK):
                    if not await rests(session, ADVANCE, self._machine.now(), **_arguments(run)):
                        woken += await _wake(session, run)
        return woken

    async def _step(self, organisation_id: UUID, run_id: UUID) -> bool:
        """One transaction of work; False when the run rests."""
        async with self._database.transaction(organisation_id) as session:
            await give_up_on_silence(session, self._pace)
            run = await repository.run_by_id(session, run_id)
            match run.state:
                case RunState.PROPOSING:
                    return await self._propose(session, run)
                case RunState.APPROVED:
                    return await self._freeze(session, run)
                case RunState.FROZEN:
                    return await self._file(session, run)
                case _:
                    return False

    async def _propose(self, session: Session, run: RunRow) -> bool:
        if not await are_open(session, run.id):
            return await self._divide(session, run)
        period = Period(run.month, run.pays_from)
        by = self._rules, self._registry, self._keyring
        if await propose_batch(session, run.id, period, *by, self._clock.now(), self._pace):
            return True
        return await self._complete(session, run.id, ShardStage.PROPOSED, RunEvent.COMPLETE)

    async def _divide(self, session: Session, run: RunRow) -> bool:
        """One worker divides the households; the others wait for it, and look again."""
        run = await repository.run_by_id(session, run.id, hold=True)
        if run.state is RunState.PROPOSING and not await are_open(session, run.id):
            await open_shards(session, run.id, Period(run.month, run.pays_from), self._pace)
        return True

    async def _freeze(self, session: Session, run: RunRow) -> bool:
        by = self._rules, self._registry, self._keyring
        if await freeze_batch(session, run, *by, self._clock.now(), self._pace):
            return True
        return await self._complete(session, run.id, ShardStage.FROZEN, RunEvent.FREEZE)

    async def _file(self, session: Session, run: RunRow) -> bool:
        run = await repository.run_by_id(session, run.id, hold=True)
        if run.state is not RunState.FROZEN:
            return False
        now = self._clock.now()
        if await ask_for_late(session, run, self._rules, self._registry, self._keyring, now):
            return True
        if await file_next(session, run, self._keyring, now) or await instruct_next(session, run, self._keyring, now):
            return True
        await _finish_filing(session, run, now)
        return False

    async def _complete(self, session: Session, run_id: UUID, stage: ShardStage, event: RunEvent) -> bool:
        """When every shard has come to this stage, one worker brings the run into its next state; the others follow."""
        run = await repository.run_by_id(session, run_id, hold=True)
        if run.state is not _BEFORE[event]:
            return True
        if not await are_all(session, run_id, stage):
            return False
        now = self._clock.now()
        if event is RunEvent.COMPLETE:
            run.content_hash = await repository.content_hash(session, run_id)
        await _enter(session, run, after(run.state, event), now, _WORKER)
        await announce(session, _announcement(run), now=now)
        failpoint("run.completed")
        return True


_WORKER = "ontzorg"
_BEFORE = {RunEvent.COMPLETE: RunState.PROPOSING, RunEvent.FREEZE: RunState.APPROVED}


def _announcement(run: RunRow) -> RunProposed | RunFrozen:
    if run.state is RunState.FROZEN:
        return RunFrozen(organisation_id=run.organisation_id, run_id=run.id)
    return RunProposed(
        organisation_id=run.organisation_id,
        run_id=run.id,
        month=month_text(run.month),
        kind=run.kind,
        number=run.number,
    )
