"""Taking in what a payee says of payments: one, or the list of a whole month; all of it, or with every fault nothing.

Whoever brings it, a person over the API or a supplier by a webhook, it comes in by `take_answers`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Fault, InvalidInput
from services.events import PaymentAllocationChanged
from services.outbox import announce
from services.schedule.allocations import repository
from services.schedule.allocations.allocation import Allocation, Said
from services.schedule.allocations.faults import TWICE, UNKNOWN, faults_of_answer, faults_of_saying
from services.schedule.allocations.watching import follow
from services.schedule.hand import Hand
from services.schedule.matching.coming_back import hold_households


class AnswerTo(NamedTuple):
    """What is said of the payment with an EndToEndId."""

    end_to_end_id: str
    said: Said


class AnswersTaken(NamedTuple):
    """How many answers were new, how many had been given before, and of how many payments money is astray now."""

    new: int
    known_before: int
    astray: int


async def take_answers(
    session: Session, hand: Hand, answers: Sequence[AnswerTo], paid_to: frozenset[UUID] | None = None
) -> AnswersTaken:
    """Take in all of these; `InvalidInput` with every fault of all of them, and then nothing is kept.

    `paid_to` are the accounts of the supplier who answers, where he may answer for no other. What says the same as the
    last answer of its day is known. `HouseholdIsChanging` if somebody opens a task at the same moment.
    """
    names = [one.end_to_end_id for one in answers]
    households = await repository.households_of(session, names)
    await hold_households(session, households)
    found = await repository.named(session, names, hand.municipalities)
    faults = list(_faults(answers, found, hand, paid_to))
    if faults:
        raise InvalidInput(faults)
    before = await repository.last_said_of(session, {one.end_to_end_id: one.said.told_on for one in answers})
    new = [(found[one.end_to_end_id], one.said) for one in answers if before.get(one.end_to_end_id) != one.said]
    await repository.add(session, hand, new)
    await follow(session, hand, households)
    after = await repository.named(session, names, None)
    mine = organisation_of(session)
    news = [_news(mine, after[one.end_to_end_id], said) for one, said in new]
    await announce(session, *news, now=hand.now)
    return AnswersTaken(len(new), len(answers) - len(new), sum(1 for one in after.values() if one.astray))


def _faults(
    answers: Sequence[AnswerTo], found: Mapping[str, Allocation], hand: Hand, paid_to: frozenset[UUID] | None
) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, one in enumerate(answers):
        payment = found.get(one.end_to_end_id)
        faults = list(faults_of_saying(one.said, hand.today))
        if one.end_to_end_id in seen:
            faults.append(TWICE)
        if payment is None:
            faults.append(UNKNOWN)
        else:
            faults += faults_of_answer(payment, one.said, paid_to)
        seen.add(one.end_to_end_id)
        yield from (fault.under(f"answers[{place}]") for fault in faults)


def _news(mine: UUID, after: Allocation, said: Said) -> PaymentAllocationChanged:
    return PaymentAllocationChanged(
        organisation_id=mine,
        household_id=after.household_id,
        run_id=after.run_id,
        state=after.state,
        told_on=said.told_on,
    )
