"""The papers of households that were here before the registry: what is not missing was delivered long ago."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from services.database import Session, organisation_of
from services.mandate_events import PaperChanged, PaperEvent, PaperState
from services.mandates.caseload.caseload import ToldHousehold
from services.mandates.hand import Hand
from services.mandates.households.repository import count_change
from services.mandates.intake import paper_repository as repository
from services.mandates.intake.paper import PAPERS, Paper, Place, first_asked
from services.mandates.intake.requirement import PaperNeed, Start
from services.mandates.intake.requirement_reading import shipped
from services.mandates.transitions import Because, Transition, record_many
from services.outbox import announce

_BECAUSE = Because("import")
_NEVER_TOUCHED = 1


class _Step(NamedTuple):
    after: Paper
    before: PaperState | None
    event: PaperEvent


async def deliver_told(session: Session, hand: Hand, told: Sequence[ToldHousehold]) -> int:
    """Note as delivered what these (held) households need for the costs that were told, but what is missing; how many.

    A paper that something happened to since it was asked is left alone: somebody looked at it. No evidence is kept, for
    that is where it was.
    """
    kept = await repository.papers(session, [one.id for one in told])
    steps = [step for one in told for step in _steps(hand, one, kept.get(one.id, {}))]
    new = {step.after.id for step in steps if step.before is None}
    last = {step.after.id: step.after for step in steps}
    await repository.add(session, [paper for paper in last.values() if paper.id in new])
    await repository.change(session, [paper for paper in last.values() if paper.id not in new])
    await record_many(session, hand, [_transition(step) for step in steps])
    await announce(session, *(_news(session, step) for step in steps), now=hand.now)
    await count_change(session, hand, {step.after.household_id for step in steps})
    return len(last)


def _steps(hand: Hand, told: ToldHousehold, kept: Mapping[Place, Paper]) -> Iterator[_Step]:
    for need in _needs(hand, told):
        place = str(need.kind), need.about
        if need.kind in told.papers_missing:
            continue
        if place not in kept:
            new = _asked(hand, told, need)
            yield _Step(new, None, PaperEvent.REQUIRE)
            yield _delivered(new)
        elif kept[place].state is PaperState.MISSING and kept[place].changes == _NEVER_TOUCHED:
            yield _delivered(kept[place])


def _needs(hand: Hand, told: ToldHousehold) -> Sequence[PaperNeed]:
    """What the policy asks for the costs that are told of; when each is due nobody knows before there is a plan."""
    start = Start(told.policy, tuple((cost, hand.today) for cost in told.costs))
    return shipped().needs(start, hand.today)


def _asked(hand: Hand, told: ToldHousehold, need: PaperNeed) -> Paper:
    return Paper(
        hand.new_id(),
        told.id,
        need.kind,
        need.about,
        PAPERS.first,
        _NEVER_TOUCHED,
        need.delivered_by,
        need.delivered_to,
        first_asked(need, hand.today),
        need.holds_costs,
    )


def _delivered(paper: Paper) -> _Step:
    state = PAPERS.after(paper.state, PaperEvent.DELIVER)
    return _Step(paper._replace(state=state, changes=paper.changes + 1), paper.state, PaperEvent.DELIVER)


def _transition(step: _Step) -> Transition:
    after = step.after
    return Transition(PAPERS.name, after.id, after.changes, step.before, step.event, after.state, _BECAUSE)


def _news(session: Session, step: _Step) -> PaperChanged:
    return PaperChanged(
        organisation_id=organisation_of(session),
        household_id=step.after.household_id,
        paper_id=step.after.id,
        happened=step.event,
        state=step.after.state,
    )
