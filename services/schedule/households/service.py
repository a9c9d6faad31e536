"""What may be asked about households: take one on, record what is known, and see the plan and the tasks of it.

Each of these is one transaction of the caller's, who commits: the facts, the plan they make, the tasks and the news of
it stand together or not at all.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Fault, InvalidInput
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.households import repository
from services.schedule.households.bills_paid_twice import look_for_bills_paid_twice
from services.schedule.households.change import Change, Household, changed
from services.schedule.households.contents import Content
from services.schedule.households.dossier import Dossier
from services.schedule.households.facts import Fact, Statement
from services.schedule.households.moving import HOW_TO_MOVE, known_elsewhere, refuse_if_carried_elsewhere
from services.schedule.households.news import news_of, news_of_new
from services.schedule.households.planning import faults_of
from services.schedule.households.writing import HouseholdIsKnown, write
from services.schedule.payees import service as payees
from services.schedule.payees.payee import ToldPayee, WantedCostPayee
from services.schedule.payments.other_income import expect_other_income
from services.schedule.registry.handover import HandOver
from services.schedule.registry.telling import NOTHING_SAID, Paper, told_of
from services.schedule.toeslagen.keeping import follow_toeslagen


class NewHousehold(NamedTuple):
    """A household to be taken on: bare, or whole with what its papers say.

    Of `papers_missing` the others are there; None where nobody said anything of papers.
    """

    reference: str
    municipality: str
    contents: Sequence[Content] = ()
    cost_payees: Sequence[WantedCostPayee] = ()
    papers_missing: frozenset[Paper] | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a household: the facts that were added, its newest plan version, and what is missing for one."""

    household_id: UUID
    facts: Sequence[Fact]
    plan_version: int | None
    missing: Sequence[Fault]


async def register(session: Session, hand: Hand, new: NewHousehold) -> Recorded:
    """Take on a household.

    `HouseholdIsKnown` if its reference is in use, `ClientIsCarriedElsewhere` if another municipality pays its client
    for the same day, `InvalidInput` for a municipality that is not the caller's to work
    for or facts that cannot all be true.
    """
    policies = await repository.municipal_policies(session)
    if faults := faults_of_municipality(new, policies, hand):
        raise InvalidInput([*faults, *faults_of(Dossier(new.contents), hand.rules)])
    household = bare_household(new, policies[new.municipality], hand)
    known = (await repository.known_references(session, [new.reference])).get(new.reference)
    if known is not None:
        moves = known.municipality != new.municipality
        told = f"{known_elsewhere(new.reference, known.municipality, hand)}: {HOW_TO_MOVE}." if moves else None
        raise HouseholdIsKnown(told)
    statements = [Statement(content, where=f"facts[{place}]") for place, content in enumerate(new.contents)]
    change = changed(household, statements, hand, is_new=True)
    await refuse_if_carried_elsewhere(session, hand, change, new.cost_payees)
    await write(session, [change], hand)
    await follow_toeslagen(session, hand, [change])
    await payees.note(session, hand, {household.id: new.cost_payees})
    papers = NOTHING_SAID if new.papers_missing is None else new.papers_missing
    await _hand_over(session, hand, change, new.cost_payees, papers)
    await announce(session, *news_of_new(change, organisation_of(session)), now=hand.now)
    await look_for_bills_paid_twice(session, hand, [household.id])
    return _told(change)


def faults_of_municipality(new: NewHousehold, policies: Mapping[str, str], hand: Hand) -> list[Fault]:
    """What is wrong with a municipality that is none of ours, or none that this hand works for."""
    if new.municipality in policies and hand.works_for(new.municipality):
        return []
    ours = [code for code in policies if hand.works_for(code)]
    what = f"{new.municipality[:20]!r} is no municipality that you work for"
    return [Fault("municipality", what, f"one of: {', '.join(ours)}")]


def bare_household(new: NewHousehold, municipal_policy: str, hand: Hand) -> Household:
    """The household as it is before anything is known of it."""
    return Household(
        id=hand.new_id(),
        reference=new.reference,
        municipality=new.municipality,
        municipal_policy=municipal_policy,
        registered_at=hand.now,
        registered_by=hand.by,
        paid_to=frozenset(one.cost for one in new.cost_payees),
    )


async def record(session: Session, hand: Hand, household_id: UUID, statements: Sequence[Statement]) -> Recorded:
    """Record what is stated about a household, and make the plan that follows from it.

    `NoSuchHousehold`; `HouseholdIsChanging` while somebody else records; `FactStands` and `FactWasCorrected` for what
    another fact has said; `InvalidInput` for facts that cannot all be true.
    """
    household = await repository.lock(session, household_id, hand.municipalities)
    change = changed(household, statements, hand)
    await _carry_out(session, hand, [change])
    return _told(change)


async def record_all(
    session: Session,
    hand: Hand,
    household_ids: Collection[UUID],
    stated: Callable[[Household], Sequence[Statement]],
) -> list[Recorded]:
    """As `record`, for many households in a few statements: what `stated` makes of each as it is, ours alone by then.

    Of whom nothing is stated nothing is written.
    """
    households = await repository.lock_all(session, household_ids, hand.municipalities)
    if len(households) < len(set(household_ids)):
        raise repository.NoSuchHousehold
    told = [(one, stated(one)) for one in households]
    made = [changed(one, statements, hand) for one, statements in told if statements]
    if made:
        await _carry_out(session, hand, made)
    return list(map(_told, made))


async def assign_payees(
    session: Session, hand: Hand, household_id: UUID, wanted: Sequence[WantedCostPayee]
) -> list[ToldPayee]:
    """Say who is paid for costs of a household, which closes the tasks that asked for it."""
    await repository.hold(session, household_id, hand.municipalities)
    added = await payees.note(session, hand, {household_id: wanted})
    household = await repository.lock(session, household_id, hand.municipalities)
    change = changed(household, [], hand)
    await _carry_out(session, hand, [change])
    await _hand_over(session, hand, change, wanted, NOTHING_SAID)
    return added[household_id]


async def _hand_over(
    session: Session, hand: Hand, change: Change, wanted: Sequence[WantedCostPayee], papers: frozenset[Paper]
) -> None:
    """Let the registry know whom somebody said is paid, also if that was said before."""
    if wanted:
        handover = HandOver(session, hand, hand.new_id())
        await handover.add([told_of(change, wanted, papers)])
        await handover.finish()


async def _carry_out(session: Session, hand: Hand, changes: Sequence[Change]) -> None:
    await write(session, changes, hand)
    await follow_toeslagen(session, hand, changes)
    await expect_other_income(session, hand, changes)
    news = [event for change in changes for event in news_of(change, organisation_of(session))]
    await announce(session, *news, now=hand.now)
    await look_for_bills_paid_twice(session, hand, [change.household.id for change in changes])


def _told(change: Change) -> Recorded:
    return Recorded(change.household.id, change.facts, change.plan_version, change.lacks)
