"""Taking in a caseload: every household of it or none, with every fault of every row told at once.

A household that the organisation did not know is registered; of one that it knew, what is new or different is recorded
as facts that correct. A row whose text is the same as last time is passed over, so that what somebody corrected since
is not undone by handing in an old file again.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple, TypeAlias
from uuid import UUID

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict, Fault, InvalidInput, Refused
from services.events import Event
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.bills_paid_twice import look_for_bills_paid_twice
from services.schedule.households.change import Change, Household, changed
from services.schedule.households.facts import Statement, changes, standing
from services.schedule.households.moving import HOW_TO_MOVE, known_elsewhere
from services.schedule.households.news import news_of, news_of_new
from services.schedule.households.repository import KnownHousehold
from services.schedule.households.service import NewHousehold, bare_household, faults_of_municipality
from services.schedule.households.writing import write
from services.schedule.imports import repository
from services.schedule.imports.arrivals import Arrivals
from services.schedule.imports.repository import CaseloadImport
from services.schedule.imports.row import CaseloadFile, Row
from services.schedule.payees import service as payees
from services.schedule.registry.handover import HandOver
from services.schedule.registry.telling import told_of
from services.schedule.toeslagen.keeping import follow_toeslagen

BATCH = 500
"""Households that are decided on and written together: some megabytes, and a second of work."""


class Outcome(NamedTuple):
    """What an import came to; `repeated` if the very file had been taken in before, and nothing changed now."""

    taken_in: CaseloadImport
    repeated: bool = False


class _Decided(NamedTuple):
    """What becomes of one row: a change, and whom its costs are paid to."""

    row: Row
    change: Change
    wanted: NewHousehold


async def import_caseload(session: Session, hand: Hand, file: CaseloadFile, *, at_once: int = BATCH) -> Outcome:
    """Take in a caseload in the caller's transaction, so many households `at_once`.

    `InvalidInput` names every fault of every row, after which the caller has to roll back; `HouseholdIsChanging` while
    somebody else records on one of its households.
    """
    before = await repository.of_file(session, file.digest)
    if before is not None:
        nothing = before._replace(registered=0, changed=0, unchanged=before.rows, facts=0, plans=0)
        return Outcome(nothing, repeated=True)
    taking_in = _TakingIn(session, hand, await households.municipal_policies(session))
    taking_in.faults += [(0, fault) for fault in file.faults]
    batch = await _next(file, at_once)
    while batch:
        decided = await taking_in.decide(batch)
        reading = asyncio.create_task(_next(file, at_once))
        try:
            await taking_in.write(decided)
        finally:
            batch = await reading
    taken_in = taking_in.result(file)
    await taking_in.handover.finish()
    await repository.keep(session, taken_in)
    return Outcome(taken_in)


async def _next(file: CaseloadFile, at_once: int) -> list[Row]:
    """The next batch, read in a thread of its own: it is all arithmetic, and the database is busy meanwhile."""
    return await asyncio.to_thread(lambda: list(islice(file.rows, at_once)))


async def import_of(session: ReadSession, import_id: UUID, by: str | None = None) -> CaseloadImport:
    """The import with this id; `NoSuchImport`."""
    return await repository.one(session, import_id, by)


async def imports(session: ReadSession, by: str | None, after: UUID | None, limit: int) -> list[CaseloadImport]:
    """So many imports after the one with that id."""
    return await repository.listed(session, by, after, limit)


_Known: TypeAlias = Mapping[str, KnownHousehold]


def _as_it_was(row: Row, known: KnownHousehold | None) -> bool:
    return known is not None and known.imported_row == row.mark


@dataclass
class _TakingIn:
    """One import while it goes on; after its first fault nothing more is written, only looked at."""

    session: Session
    hand: Hand
    policies: Mapping[str, str]
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    registered: int = 0
    changed: int = 0
    facts: int = 0
    plans: int = 0

    async def decide(self, batch: Sequence[Row]) -> list[_Decided]:
        """What becomes of a batch; nothing once there is a fault, for then nothing will be written."""
        self.rows += len(batch)
        readable = list(self._readable(batch))
        known = await households.known_references(self.session, [one.reference for _, one in readable])
        news = [(row, one) for row, one in readable if not _as_it_was(row, known.get(one.reference))]
        ids = [known[one.reference].id for _, one in news if one.reference in known]
        locked = {one.reference: one for one in await households.lock_all(self.session, ids, self.hand.municipalities)}
        decided = await asyncio.to_thread(self._decide, news, locked, known)
        await self.arrivals.note(self.session, [(one.row, one.change, one.wanted) for one in decided])
        return [] if self.faults else decided

    async def write(self, decided: Sequence[_Decided]) -> None:
        """Write a batch and its news."""
        mine = organisation_of(self.session)
        await write(self.session, [one.change for one in decided], self.hand)
        await follow_toeslagen(self.session, self.hand, [one.change for one in decided])
        wanted = {one.change.household.id: one.wanted.cost_payees for one in decided}
        added = await payees.note(self.session, self.hand, wanted, only_news=True)
        told = await self._hand_over(decided)
        news: list[Event] = []
        for one in decided:
            news += news_of_new(one.change, mine) if one.change.is_new else news_of(one.change, mine)
            self.registered += one.change.is_new
            has_payees = one.change.household.id in told or bool(added.get(one.change.household.id))
            self.changed += not one.change.is_new and (bool(one.change.facts) or has_payees)
            self.facts += len(one.change.facts)
            self.plans += one.change.version is not None
        await announce(self.session, *news, now=self.hand.now)
        await look_for_bills_paid_twice(self.session, self.hand, list(wanted))

    async def _hand_over(self, decided: Sequence[_Decided]) -> set[UUID]:
        """Let the registry know what is news to it; the households of which anything is.

        A caseload is of households that were here before the registry, so the papers that nobody misses are there.
        """
        told = [
            told_of(one.change, one.wanted.cost_payees, one.wanted.papers_missing or frozenset()) for one in decided
        ]
        return await self.handover.add(told, only_news=True)

    def result(self, file: CaseloadFile) -> CaseloadImport:
        """What it came to; `InvalidInput` with all that was wrong."""
        self.faults += self.arrivals.faults()
        if self.faults:
            raise InvalidInput(fault for _, fault in sorted(self.faults, key=lambda one: one[0]))
        if not self.rows:
            what = "there is no household in it: nothing stands under the names of the columns, or the list is empty"
            raise InvalidInput([Fault("", what, "hand in at least one")])
        return CaseloadImport(
            id=self.id,
            digest=file.digest,
            encoding=file.encoding,
            rows=self.rows,
            registered=self.registered,
            changed=self.changed,
            unchanged=self.rows - self.registered - self.changed,
            facts=self.facts,
            plans=self.plans,
            imported_at=self.hand.now,
            imported_by=self.hand.by,
        )

    @cached_property
    def id(self) -> UUID:
        """What this import is known by, and the batch of accounts that it brings to the registry."""
        return self.hand.new_id()

    @cached_property
    def handover(self) -> HandOver:
        """What the registry is told of this file."""
        return HandOver(self.session, self.hand, self.id)

    @cached_property
    def arrivals(self) -> Arrivals:
        """Whom this file brings to a municipality."""
        return Arrivals(self.hand)

    def _note(self, row: Row, faults: Iterable[Fault]) -> None:
        self.faults += [(row.number, fault) for fault in faults]

    def _readable(self, batch: Iterable[Row]) -> Iterator[tuple[Row, NewHousehold]]:
        """The rows that could be read, each household once."""
        for row in batch:
            self._note(row, row.faults)
            if row.household is None:
                continue
            first = self.seen.setdefault(row.household.reference, row.where)
            if first != row.where:
                what = f"this household stands in {first} too"
                self._note(row, [Fault(f"{row.where}.reference", what, "leave one of them out")])
                continue
            yield row, row.household

    def _decide(
        self, news: Iterable[tuple[Row, NewHousehold]], locked: Mapping[str, Household], known: _Known
    ) -> list[_Decided]:
        """What becomes of each row; in a thread of its own, so that requests go on meanwhile."""
        decided = []
        for row, wanted in news:
            self._note(row, self._misplaced(row, wanted, known.get(wanted.reference)))
            try:
                decided.append(_Decided(row, self._change(row, wanted, locked.get(wanted.reference)), wanted))
            except InvalidInput as refusal:
                self._note(row, row.under(refusal))
            except (Conflict, Refused) as refusal:
                self._note(row, [Fault(row.where, refusal.detail, "look at the household, and correct it there")])
        return decided

    def _misplaced(self, row: Row, wanted: NewHousehold, known: KnownHousehold | None) -> Iterator[Fault]:
        """Why this household is not to be handed in for this municipality, or not by this hand."""
        if known is None:
            yield from (one.under(row.where) for one in faults_of_municipality(wanted, self.policies, self.hand))
        elif known.municipality != wanted.municipality:
            what = known_elsewhere(wanted.reference, known.municipality, self.hand)
            yield Fault(f"{row.where}.municipality", what, HOW_TO_MOVE)
        elif not self.hand.works_for(known.municipality):
            yield Fault(f"{row.where}.reference", "this household is not yours to change", "leave it out")

    def _change(self, row: Row, wanted: NewHousehold, household: Household | None) -> Change:
        """What becomes of a household; of one that is misplaced, what would, so that its facts are judged too."""
        if household is None:
            any_policy = next(iter(self.hand.rules.policies))
            household = bare_household(wanted, self.policies.get(wanted.municipality, any_policy), self.hand)
            statements = [Statement(content) for content in wanted.contents]
            return changed(household, statements, self.hand, is_new=True, imported_row=row.mark)
        statements = changes(standing(household.facts), wanted.contents, f"caseload of {self.hand.today}")
        paid_to = {*household.paid_to, *(one.cost for one in wanted.cost_payees)}
        return changed(replace(household, paid_to=paid_to), statements, self.hand, imported_row=row.mark)
