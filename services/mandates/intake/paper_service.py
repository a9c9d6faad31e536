"""What can be done with papers: let them follow from policy and costs, deliver, take back, waive; whose set is there.

Each step is a row of history and an announcement in one transaction, and counts as a change of the household, for its
release may depend on it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.database import ReadSession, Session, organisation_of
from services.mandate_events import Origin, PaperChanged, PaperEvent, PaperState
from services.mandates.arrangements.repository import hold_households
from services.mandates.hand import Hand
from services.mandates.households.repository import count_change, hold
from services.mandates.intake import paper_repository as repository
from services.mandates.intake.paper import (
    ORIGIN_OF,
    PAPERS,
    Due,
    LackingPaper,
    Paper,
    Place,
    confirmed,
    first_asked,
    moved,
    what_is_due,
)
from services.mandates.intake.requirement import PaperKind, PaperNeed, Person, waits_for, whole_sets
from services.mandates.intake.requirement_reading import shipped
from services.mandates.transitions import Because, Transition, record_many
from services.months import month_of
from services.outbox import announce

PaperKey = tuple[UUID, PaperKind, str]
"""A paper of a household: of which kind, and about which cost (empty for every cost)."""

_ASKED = Because("asked_by_policy", Origin.SYSTEM)
_NO_MORE = Because("asked_no_more", Origin.SYSTEM)
_KNOWN = Because("known_to_registry", Origin.SYSTEM)
_CAME = Because("known_to_schedule", Origin.SYSTEM)
_NEVER_CAME = Because("fact_retracted", Origin.SYSTEM)
_REFUSED = Because("client_refused", Origin.CLIENT)


class Step(NamedTuple):
    """A paper after a step; `before` is None for one that came to be."""

    after: Paper
    before: PaperState | None
    event: PaperEvent
    because: Because


async def require(session: Session, hand: Hand, household_id: UUID) -> list[Paper]:
    """Let the papers of a household be those that its policy and its costs ask, and tell them; `NoSuchHousehold`."""
    await hold(session, household_id, hand.municipalities)
    await require_many(session, hand, [household_id])
    return list((await repository.papers(session, [household_id])).get(household_id, {}).values())


async def require_many(session: Session, hand: Hand, household_ids: Collection[UUID]) -> int:
    """The same for many households in a few statements, and how many steps that took."""
    ours = await hold_households(session, household_ids, None)
    unsettled = sorted((await _unsettled(session, hand, ours)).items())
    steps = [step for household_id, one in unsettled for step in _settled(hand, household_id, one)]
    await _write(session, hand, steps, [paper for _, one in unsettled for paper in one.moved])
    return len(steps)


async def deliver(
    session: Session, hand: Hand, household_id: UUID, paper_id: UUID, evidence: bytes, by: Person | None = None
) -> Paper:
    """Somebody brought it; `evidence` is its SHA-256, `by` who that was, if not whom it was asked of.

    `NoSuchHousehold`, `NoSuchPaper`, `CannotHappen` if it was there already.
    """
    await hold(session, household_id, hand.municipalities)
    paper = await repository.hold(session, household_id, paper_id)
    person = by or paper.delivered_by
    because = Because("delivered", ORIGIN_OF[person], reason_code=str(person))
    return await _happened(session, hand, paper, PaperEvent.DELIVER, because, evidence)


async def take_back(session: Session, hand: Hand, household_id: UUID, paper_id: UUID, reason: str) -> Paper:
    """It was the wrong one, or holds no more; it is missing again."""
    return await happen(session, hand, household_id, paper_id, PaperEvent.TAKE_BACK, Because("taken_back", note=reason))


async def waive(session: Session, hand: Hand, household_id: UUID, paper_id: UUID, reason: str) -> Paper:
    """A person decides to go on without it."""
    return await happen(session, hand, household_id, paper_id, PaperEvent.WAIVE, Because("waived", note=reason))


async def happen(
    session: Session, hand: Hand, household_id: UUID, paper_id: UUID, event: PaperEvent, because: Because
) -> Paper:
    """Let something happen to a paper; `CannotHappen` in a state that does not allow it."""
    await hold(session, household_id, hand.municipalities)
    return await _happened(session, hand, await repository.hold(session, household_id, paper_id), event, because)


async def deliver_all(
    session: Session,
    hand: Hand,
    household_ids: Collection[UUID],
    but: Collection[PaperKey] = (),
    cause: str = "import",
) -> int:
    """Note as delivered all that these households miss, but for some papers; for those who were here before us.

    How many that were. The evidence is where it was, so none is kept; households that the hand does not see stay as
    they are.
    """
    ours = await hold_households(session, household_ids, hand.municipalities)
    kept = await repository.papers(session, ours)
    excepted = {(household_id, str(kind), about) for household_id, kind, about in but}
    steps = [
        _step(paper, PaperEvent.DELIVER, Because(cause))
        for papers in kept.values()
        for paper in papers.values()
        if paper.state is PaperState.MISSING and (paper.household_id, *paper.place) not in excepted
    ]
    await _write(session, hand, steps, [])
    return len(steps)


async def complete(session: ReadSession, household_ids: Collection[UUID]) -> set[tuple[UUID, str]]:
    """Of the costs that the plan wants us to pay those whose papers are there: (household, cost).

    It goes by what the policy asks now, also where nobody has asked it of the client yet.
    """
    begun = await repository.starts(session, household_ids)
    there = await repository.there(session, household_ids)
    return {
        (household_id, cost)
        for household_id, start in begun.items()
        for cost in whole_sets(shipped().needs(start, date.min), dict(start.first_due), there.get(household_id, set()))
    }


async def lacking(
    session: ReadSession, household_ids: Collection[UUID], today: date
) -> dict[tuple[UUID, str], list[LackingPaper]]:
    """Of the costs that the plan wants us to pay and that wait for papers: for which, the first to be there first."""
    begun = await repository.starts(session, household_ids)
    there = await repository.there(session, household_ids)
    wanted = {
        household_id: waits
        for household_id, start in begun.items()
        if (waits := waits_for(shipped().needs(start, today), there.get(household_id, set())))
    }
    asked = await repository.papers(session, wanted) if wanted else {}
    return {
        (household_id, cost): papers
        for household_id, needs in wanted.items()
        for cost, _ in begun[household_id].first_due
        if (papers := [_lacking(one, asked.get(household_id, {})) for one in needs if one.about in ("", cost)])
    }


def _lacking(need: PaperNeed, asked: Mapping[Place, Paper]) -> LackingPaper:
    paper = asked.get((str(need.kind), need.about))
    return LackingPaper(need.due_on if paper is None else paper.due_on, need.kind, need.delivered_by)


class _Unsettled(NamedTuple):
    """A household whose papers are not what is asked: what is kept, what has to happen, and what is only asked
    otherwise than before.
    """

    kept: dict[Place, Paper]
    due: list[Due]
    moved: list[Paper]


async def _unsettled(session: ReadSession, hand: Hand, household_ids: Collection[UUID]) -> dict[UUID, _Unsettled]:
    begun = await repository.starts(session, household_ids, month_of(hand.today))
    kept = await repository.papers(session, household_ids)
    known = await repository.known_here(session, household_ids, hand.today)
    found = {}
    for household_id in begun.keys() | kept.keys():
        needs = shipped().needs(begun[household_id], hand.today) if household_id in begun else ()
        papers = kept.get(household_id, {})
        due = list(what_is_due(needs, papers, known.get(household_id, {})))
        stepped = {one.place for one in due}
        others = (*moved(needs, papers, hand.today), *confirmed(papers, known.get(household_id, {})))
        otherwise = [paper for paper in others if paper.place not in stepped]
        if due or otherwise:
            found[household_id] = _Unsettled(papers, due, otherwise)
    return found


def _settled(hand: Hand, household_id: UUID, one: _Unsettled) -> Iterator[Step]:
    now = dict(one.kept)
    for due in one.due:
        step = _due_step(hand, household_id, due, now.get(due.place))
        now[due.place] = step.after
        yield step


def _due_step(hand: Hand, household_id: UUID, due: Due, paper: Paper | None) -> Step:
    if paper is None:
        assert due.need is not None, "what is not there is first of all required"
        return Step(_new(hand, household_id, due.need), None, PaperEvent.REQUIRE, _ASKED)
    if due.event is PaperEvent.REQUIRE and due.need is not None:
        again = paper._replace(due_on=first_asked(due.need, hand.today)).asked_by(due.need, hand.today)
        return _step(again, due.event, _ASKED)
    if due.known is None:
        return _step(paper, due.event, _NEVER_CAME if due.event is PaperEvent.TAKE_BACK else _NO_MORE)
    if due.known.is_fact:
        came = _step(paper, due.event, _CAME)
        return came._replace(after=came.after._replace(by_fact=True))
    return _step(paper, due.event, _REFUSED if due.known.refused else _KNOWN, due.known.evidence)


def _new(hand: Hand, household_id: UUID, need: PaperNeed) -> Paper:
    return Paper(
        hand.new_id(),
        household_id,
        need.kind,
        need.about,
        PAPERS.first,
        1,
        need.delivered_by,
        need.delivered_to,
        first_asked(need, hand.today),
        need.holds_costs,
    )


def _step(paper: Paper, event: PaperEvent, because: Because, evidence: bytes | None = None) -> Step:
    state = PAPERS.after(paper.state, event)
    after = paper._replace(state=state, changes=paper.changes + 1, evidence=evidence, by_fact=False)
    return Step(after, paper.state, event, because)


async def _happened(
    session: Session, hand: Hand, paper: Paper, event: PaperEvent, because: Because, evidence: bytes | None = None
) -> Paper:
    step = _step(paper, event, because, evidence)
    await _write(session, hand, [step], [])
    return step.after


async def _write(session: Session, hand: Hand, steps: Sequence[Step], otherwise: Sequence[Paper]) -> None:
    """The papers as they are after these steps of held households, and each step of the way there."""
    new = {step.after.id for step in steps if step.before is None}
    last = {step.after.id: step.after for step in steps}
    await repository.add(session, [paper for paper in last.values() if paper.id in new])
    await repository.change(session, [*otherwise, *(paper for paper in last.values() if paper.id not in new)])
    await record_many(session, hand, [_transition(step) for step in steps])
    await announce(session, *(_news(session, step) for step in steps), now=hand.now)
    await count_change(session, hand, {step.after.household_id for step in steps})


def _transition(step: Step) -> Transition:
    after = step.after
    return Transition(PAPERS.name, after.id, after.changes, step.before, step.event, after.state, step.because)


def _news(session: Session, step: Step) -> PaperChanged:
    return PaperChanged(
        organisation_id=organisation_of(session),
        household_id=step.after.household_id,
        paper_id=step.after.id,
        happened=step.event,
        state=step.after.state,
    )
