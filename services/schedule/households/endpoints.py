"""Households and their facts over HTTP."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.many_households import MOST_OF_EACH, ListOfHousehold, lists_told
from services.openapi import problems
from services.schedule.dependencies import Keys, Sight, Writer
from services.schedule.households import queries, repository, service
from services.schedule.households.change import PlanNeedsThis
from services.schedule.households.dossier import Dossier, missing
from services.schedule.households.fact_queries import FactWish, facts_of
from services.schedule.households.facts import FactStands, FactWasCorrected
from services.schedule.households.kept_case import CannotBePlanned
from services.schedule.households.moving import ClientIsCarriedElsewhere
from services.schedule.households.queries import HouseholdLine
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.households.schemas import (
    Fact,
    FactFilter,
    FactSearch,
    Household,
    HouseholdFilter,
    HouseholdSearch,
    NewFacts,
    NewHousehold,
    Recorded,
)
from services.schedule.households.writing import HouseholdIsKnown
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page

router = APIRouter(prefix="/households", tags=["households"])
facts_router = APIRouter(prefix="/facts", tags=["households"])

_MOST_FOUND = 200
_READS = [requires("households:read")]
_WRITES = [requires("households:write")]


@router.post(
    "",
    status_code=201,
    response_model=Recorded,
    dependencies=_WRITES,
    responses=problems(CannotBePlanned, ClientIsCarriedElsewhere, HouseholdIsKnown, KeyInFlight, KeyUsedBefore),
)
async def register_household(
    body: NewHousehold, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Take on a household, bare or with all that its papers say; with enough of them it has its first plan at once."""

    async def effect() -> Answer:
        outcome = await service.register(session, hand, body.wanted())
        return Answer.of(201, Recorded.of(outcome), f"/v1/households/{outcome.household_id}")

    return await answer_once(session, command, effect, clock.now())


@router.get("", dependencies=_READS)
async def list_households(session: Reading, sees: Sight, asked: Annotated[HouseholdFilter, Query()]) -> Page[Household]:
    """The households of the organisation that the caller works for, in the order of registration."""
    after = asked.after(UUID)
    found = await queries.households(
        session,
        sees,
        municipality=asked.municipality,
        policy=asked.policy,
        open_task=asked.open_task,
        after=after[0] if after else None,
        limit=asked.limit + 1,
    )
    return Page.cut([Household.of(line) for line in found], asked.limit, lambda one: (one.id,))


@router.post("/_search", dependencies=_READS)
async def search_households(body: HouseholdSearch, session: Reading, sees: Sight, keyring: Keys) -> Page[Household]:
    """The households with these references, or that are paid on this account, at most 200; or these households in the
    order asked, each told as one household is."""
    if body.household_ids:
        lines = await queries.households_by_id(session, sees, body.household_ids)
        return Page(items=await _in_full(session, lines))
    lookup = keyring.lookup(body.iban.number) if body.iban else None
    found = await queries.search(session, sees, body.references, lookup, _MOST_FOUND)
    return Page(items=[Household.of(line) for line in found])


@router.get("/{household_id}", dependencies=_READS)
async def get_household(household_id: UUID, session: Reading, sees: Sight) -> Household:
    """One household, and what is still missing for a plan."""
    (told,) = await _in_full(session, [await queries.household(session, sees, household_id)])
    return told


async def _in_full(session: Reading, lines: Sequence[HouseholdLine]) -> list[Household]:
    """Each with what it lacks for a plan; one that has a plan lacks nothing, so its facts are not looked at."""
    facts = await repository.facts_of(session, [one.id for one in lines if one.plan_version is None])
    return [Household.of(one, [] if one.plan_version else missing(Dossier.of(facts.get(one.id, [])))) for one in lines]


@router.post(
    "/{household_id}/facts",
    status_code=201,
    response_model=Recorded,
    dependencies=_WRITES,
    responses=problems(
        FactStands, FactWasCorrected, HouseholdIsChanging, KeyInFlight, KeyUsedBefore, PlanNeedsThis, CannotBePlanned
    ),
)
async def record_facts(
    household_id: UUID, body: NewFacts, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Record what became known, one fact or several at once; the plan that follows from it is made with it."""

    async def effect() -> Answer:
        outcome = await service.record(session, hand, household_id, body.statements())
        return Answer.of(201, Recorded.of(outcome), f"/v1/households/{household_id}/facts")

    return await answer_once(session, command, effect, clock.now())


@router.get("/{household_id}/facts", dependencies=_READS)
async def list_facts(
    household_id: UUID, session: Reading, sees: Sight, asked: Annotated[FactFilter, Query()]
) -> Page[Fact]:
    """Everything that was ever recorded about a household, corrected facts too, in the order of recording."""
    after = asked.after(int)
    await queries.household(session, sees, household_id)
    found = await facts_of(session, [household_id], asked.wish(), asked.limit + 1, after[0] if after else None)
    told = [Fact.of(line) for line in found[household_id]]
    return Page.cut(told, asked.limit, lambda one: (one.sequence,))


@router.get("/{household_id}/facts/{fact_id}", dependencies=_READS)
async def get_fact(household_id: UUID, fact_id: UUID, session: Reading, sees: Sight) -> Fact:
    """One fact, as it was recorded."""
    await queries.household(session, sees, household_id)
    found = await facts_of(session, [household_id], FactWish(fact_id=fact_id), 1)
    if not found[household_id]:
        raise repository.NoSuchFact
    return Fact.of(found[household_id][0])


@facts_router.post("/_search", dependencies=_READS)
async def search_facts(body: FactSearch, session: Reading, sees: Sight) -> Page[ListOfHousehold[Fact]]:
    """What was recorded about each of these households, in the order of recording: the first 50."""
    ids = await queries.seen(session, sees, body.household_ids)
    found = await facts_of(session, ids, body.wish(), MOST_OF_EACH + 1)
    return lists_told(ids, found, Fact.of)
