"""The story: an organisation hands in its caseload and lives through the months; what is asked twice happens once."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from house.caseload import Caseload
from house.demo import registry_desk, running
from house.demo.acting import Acting
from house.demo.bank_folder import DoesNotAddUp, KeptFile, download, payments_once, unchanged
from house.demo.benefit_system import answer_instructions
from house.demo.daily import Diary
from house.demo.desk import close_what_was_done
from house.demo.fingerprint import fingerprint
from house.demo.handing_in import HandedIn, hand_in, take_in
from house.demo.intake import Intake, intake_of
from house.demo.measuring import measured
from house.demo.messages import Messages, Way
from house.demo.office import Office
from house.demo.outcome import PolicyOutcome, Span
from house.demo.output_folder import BANK_FILES, CASELOAD, MESSAGES
from house.demo.promises import kept_promises
from house.demo.registry_measuring import DueMonths, registry_measured
from house.demo.registry_outcome import RegistryOutcome
from house.demo.running import PaidRun, monthly, supplementary
from house.demo.story_days import Calendar, StoryMonth
from house.demo.telling import Teller
from house.demo.world import World
from services.clock import stopwatch
from services.events import HoldReason
from services.months import month_of
from services.schedule.imports.service import Outcome as TakenIn
from services.schedule.instructions.instruction import Outcome
from services.schedule.payments.run import RunKey
from services.schedule.payments.tables import RunRow

_Answer = TypeVar("_Answer")
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_EIGHT, _NINE, _NOON = 8, 9, 12


@dataclass
class Told:
    """What came of the story: what was handed in, paid and filed, and what it came down to under each policy."""

    calendar: Calendar
    handed_in: list[HandedIn] = field(default_factory=list)
    runs: list[PaidRun] = field(default_factory=list)
    files: list[KeptFile] = field(default_factory=list)
    outcomes: list[PolicyOutcome] = field(default_factory=list)
    registry: list[RegistryOutcome] = field(default_factory=list)
    payments: int = 0
    instructed: Counter[Outcome] = field(default_factory=Counter)
    facts_recorded: int = 0
    promises: list[str] = field(default_factory=list)
    messages: Counter[Way] = field(default_factory=Counter)


class Story:
    """One telling of it, in a folder of its own."""

    def __init__(self, world: World, caseload: Caseload, calendar: Calendar, folder: Path, teller: Teller) -> None:
        self._world = world
        self._caseload = caseload
        self._calendar = calendar
        self._folder = folder
        self._teller = teller
        self._diary = Diary()
        self._office = Office(world, caseload.seed)
        self._acting = Acting(self._office)
        self._due = DueMonths(world, calendar.begins_on)
        self._messages = Messages(world, folder / MESSAGES)
        self._next_round = calendar.begins_on + _WEEK
        self._handed_in_until = date.min
        self.told = Told(calendar)

    async def live(self) -> Told:
        """All of it; `DoesNotAddUp` where something is not what it should be."""
        await self._begin()
        await self._let_news_arrive()
        for month in self._calendar.in_turn():
            await self._live_through(month)
            await self._let_news_arrive()
            self._world.let_rows_be_counted()
        await self._live_until(self._calendar.ends_on)
        self._world.move_to(self._calendar.ends_on, _NOON)
        await close_what_was_done(self._world, self._calendar.ends_on)
        await self._let_news_arrive()
        await self._messages.tell_news()
        self.told.messages = self._messages.sent
        await self._ask_for_everything_again()
        self.told.promises = await kept_promises(self._world)
        self.told.facts_recorded = self._diary.recorded
        span = Span(self._calendar.begins_on, self._calendar.ends_on)
        self.told.outcomes = await measured(self._world, span)
        self.told.registry = await registry_measured(self._world, self._due.months, span)
        self._teller.ended(self.told.payments, len(self.told.files), self.told.promises)
        self._teller.registry(self.told.registry)
        return self.told

    async def _begin(self) -> None:
        """The first caseload, the same file once more, and a run for what fell due since people left the azc."""
        lasted = stopwatch()
        await self._office.open()
        await self._messages.open()
        await self._hand_in_newcomers(self._calendar.begins_on)
        if self.told.handed_in:
            self._world.let_rows_be_counted()
            self._teller.handed_in(self.told.handed_in[0], len(self._caseload), lasted())
            await self._nothing_changes("the same caseload file again", self._hand_in_again)
        on = self._calendar.catches_up_on
        lasted = stopwatch()
        run = await self._supplement(supplementary(month_of(on), 1), on)
        self._teller.caught_up(run, lasted())

    async def _live_through(self, month: StoryMonth) -> None:
        """The month's own run; the next day whoever's plan changed meanwhile; on the 12th who came or was held."""
        lasted = stopwatch()
        numbers = count(1)
        runs = [await self._monthly_run(month)]
        if runs[0].held.get(HoldReason.PLAN_CHANGED):
            runs.append(await self._supplement(supplementary(month.month, next(numbers)), month.day_after))
        runs.append(await self._supplement(supplementary(month.month, next(numbers)), month.supplemented_on))
        self._teller.month(month.month, runs, lasted())

    async def _monthly_run(self, month: StoryMonth) -> PaidRun:
        """While the approver looks at the proposal the post comes in, and some plans are others than were proposed."""
        world, on, key = self._world, month.proposed_on, monthly(month.month)
        await self._come_to(on)
        await self._office.hand_back_ahead()
        lasted = stopwatch()
        run = await running.propose(world, key, on)
        differs = await running.difference(world, run.id, key.month)
        if len(self.told.runs) == 1:
            await self._show_what_is_refused(key, run)
        await self._live_until(on, _NOON)
        await running.approve(world, run, on)
        return await self._file(await running.paid(world, key, run.id, differs, lasted()))

    async def _supplement(self, key: RunKey, on: date) -> PaidRun:
        await self._come_to(on)
        await self._live_until(on)
        await close_what_was_done(self._world, on)
        return await self._file(await running.pay(self._world, key, on))

    async def _come_to(self, on: date) -> None:
        """Live until the evening before, and hand in who came since."""
        await self._live_until(on - _DAY)
        await self._hand_in_newcomers(on)

    async def _hand_in_newcomers(self, on: date) -> None:
        self._world.move_to(on, _EIGHT)
        came = self._caseload.handed_in(self._handed_in_until, on)
        newcomers = [intake_of(self._caseload.seed, one) for one in came]
        self._handed_in_until = on
        ids: Mapping[str, UUID] = {}
        if newcomers:
            file, ids = await hand_in(self._world, [one.household for one in newcomers], on, self._folder / CASELOAD)
            self.told.handed_in.append(file)
            for one in newcomers:
                self._diary.expect(ids[one.household.reference], one.household, on)
        await self._messages.reach([(ids[one.household.reference], one.household) for one in newcomers])
        await self._see_to_registry([(ids[one.household.reference], one) for one in newcomers])

    async def _see_to_registry(self, came: Sequence[tuple[UUID, Intake]]) -> None:
        """Let the news arrive, and people do at the registry what it asks of them, before anything is paid."""
        await self._let_news_arrive()
        await registry_desk.approve_accounts(self._world)
        if came:
            await self._office.take_in(came)
        await registry_desk.bring_what_nobody_waits_for(self._world, self._office.to_come)
        await self._let_news_arrive()

    async def _let_news_arrive(self) -> None:
        """What fell due meanwhile is noted as it was seen until now."""
        await self._due.note(self._world.clock.today())
        await self._world.registry.drain()

    async def _go_round(self) -> None:
        """The registry's round of today, and what people make of it."""
        assert self._world.registry.wake is not None, "the registry has an alarm clock"
        await self._world.registry.wake()
        await self._let_news_arrive()
        await registry_desk.ask_whether_paid(self._world)
        await self._acting.read_alarms()

    async def _live_until(self, day: date, hour: int = _NINE) -> None:
        """Everything that becomes known or is done until then; once a week the registry goes its round."""
        while (on := self._next_office_day(day)) is not None:
            await self._diary.live_until(self._world, on)
            self._world.move_to(on, _NINE)
            if on >= self._next_round:
                self._next_round = on + _WEEK
                await self._go_round()
            await self._office.agenda.do(self._world, on)
            await self._messages.tell()
        await self._diary.live_until(self._world, day, hour)

    def _next_office_day(self, until: date) -> date | None:
        """The next day on which somebody has something to do at the registry, or is to be told something."""
        ours = {one for one in (self._next_round, self._messages.next_on) if one is not None and one <= until}
        return min({*self._office.agenda.days_until(until), *ours}, default=None)

    async def _file(self, run: PaidRun) -> PaidRun:
        self.told.runs.append(run)
        self.told.instructed.update(await answer_instructions(self._world, run.run_id, self._caseload.seed))
        self.told.files += await download(self._world, run.run_id, self._folder / BANK_FILES)
        await self._messages.tell_news()
        return run

    async def _show_what_is_refused(self, key: RunKey, run: RunRow) -> None:
        """The proposer cannot approve, and asking for the same run again gives the run that there is."""
        refusal = await self._nothing_changes(
            "an approval by the proposer", lambda: running.refusal_of_own_approval(self._world, run)
        )
        if refusal is None:
            raise DoesNotAddUp(f"whoever proposed the run {key} could approve it")
        self._teller.refused(refusal)
        await self._nothing_changes("the same run again", lambda: running.ask_for(self._world, key))

    async def _hand_in_again(self) -> TakenIn:
        return await take_in(self._world, self.told.handed_in[0].path)

    async def _ask_for_everything_again(self) -> None:
        """Every file handed in, every run asked for and every bank file downloaded once more."""

        async def everything() -> None:
            for file in self.told.handed_in:
                await take_in(self._world, file.path)
            for run in self.told.runs:
                await running.ask_for(self._world, run.key)
            await self._world.worker.drain()
            await unchanged(self._world, self.told.files)

        await self._nothing_changes(
            f"{len(self.told.handed_in)} caseload files, {len(self.told.runs)} runs and"
            f" {len(self.told.files)} downloads again",
            everything,
        )
        self.told.payments = await payments_once(self._world)

    async def _nothing_changes(self, what: str, doing: Callable[[], Awaitable[_Answer]]) -> _Answer:
        before = await fingerprint(self._world)
        answer = await doing()
        now = await fingerprint(self._world)
        changed = [table for table in before if before[table] != now[table]]
        if changed:
            raise DoesNotAddUp(f"{what} changed {', '.join(changed)}")
        self._teller.nothing_changed(what)
        return answer
