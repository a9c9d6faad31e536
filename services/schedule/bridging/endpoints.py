"""Bridging over HTTP: whose plan has a gap, and what would close it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.auth import requires
from services.many_households import HouseholdsAsked, OneOfHousehold
from services.openapi import problems
from services.schedule.bridging import repository
from services.schedule.bridging.clearing import clearings
from services.schedule.bridging.life import lives
from services.schedule.bridging.position import positions
from services.schedule.bridging.position_schemas import Bridgings, BridgingTotals
from services.schedule.bridging.proposals import proposals
from services.schedule.bridging.schemas import BridgingGap, BridgingProposals, GapFilter
from services.schedule.bridging.trying import Trying
from services.schedule.dependencies import Rules, Sight
from services.schedule.households import repository as households
from services.schedule.households.change import Household
from services.schedule.households.dossier import Dossier, missing
from services.schedule.households.kept_case import CannotBePlanned, each_told
from services.schedule.households.queries import NoSuchPlan
from services.schedule.households.rulebook import Rulebook
from services.schedule.ledger.accounts import accounts
from services.sessions import Reading
from services.web import ClockDep
from services.wire import Page

router = APIRouter(tags=["bridging"])

_ALL = 500
"""Decisions of one household: more than anybody takes in a relief."""


@router.get("/bridging-gaps", dependencies=[requires("tasks:read")])
async def list_bridging_gaps(session: Reading, sees: Sight, asked: Annotated[GapFilter, Query()]) -> Page[BridgingGap]:
    """The households whose plan falls short while nobody decided anything about it, the soonest first."""
    after = asked.after(date.fromisoformat, UUID)
    place = (after[0], after[1]) if after else None
    found = await repository.gaps(session, sees, asked.municipality, place, asked.limit + 1)
    lines = [BridgingGap.of(line) for line in found]
    return Page.cut(lines, asked.limit, lambda one: (one.decide_by, one.household_id))


@router.get(
    "/households/{household_id}/bridging-proposals",
    dependencies=[requires("plans:read")],
    responses=problems(CannotBePlanned),
)
async def propose_bridging(
    household_id: UUID, session: Reading, sees: Sight, rules: Rules, clock: ClockDep
) -> BridgingProposals:
    """What the plan of a household lacks, and for each instrument of its policy the least that would close that gap."""
    trying = _trying(await households.read(session, household_id, sees), rules)
    if trying is None:
        raise NoSuchPlan
    return BridgingProposals.of(household_id, proposals(trying, clock.today()))


@router.get(
    "/households/{household_id}/bridgings",
    dependencies=[requires("ledger:read")],
    responses=problems(CannotBePlanned),
)
async def get_bridgings(household_id: UUID, session: Reading, sees: Sight, rules: Rules, clock: ClockDep) -> Bridgings:
    """What bridges a household, by ledger and plan side by side; how far each decision is; what toeslagen cleared."""
    household = await households.read(session, household_id, sees)
    told = (await _bridgings(session, [household], rules, clock.today()))(household_id)
    if told is None:
        raise NoSuchPlan
    return told


@router.post("/bridgings/_search", dependencies=[requires("ledger:read")])
async def search_bridgings(
    body: HouseholdsAsked, session: Reading, sees: Sight, rules: Rules, clock: ClockDep
) -> Page[OneOfHousehold[Bridgings]]:
    """What bridges each of these households; null without a plan."""
    kept = await households.read_all(session, body.household_ids, sees)
    return each_told(kept, await _bridgings(session, list(kept.values()), rules, clock.today()))


async def _bridgings(
    session: Reading, kept: Sequence[Household], rules: Rulebook, today: date
) -> Callable[[UUID], Bridgings | None]:
    """What tells of each of these what bridges it; all is read that it needs, and nothing is planned yet."""
    by_id, ids = {one.id: one for one in kept}, [one.id for one in kept]
    until, books = await repository.booked_until(session), await accounts(session, ids)
    decided, came = await repository.decisions(session, ids, _ALL), await repository.arrivals(session, ids)

    def tell(household_id: UUID) -> Bridgings | None:
        trying = _trying(by_id[household_id], rules)
        if trying is None:
            return None
        made = trying.plan()
        at = positions(made, books[household_id], until)
        lived = lives(decided[household_id], made, at, until, today)
        cleared = clearings(made, trying.policy.bridging, came[household_id])
        return Bridgings.of(household_id, until, at, lived, cleared)

    return tell


@router.get("/bridging-totals", dependencies=[requires("ledger:read")])
async def get_bridging_totals(
    session: Reading, sees: Sight, municipality: Annotated[str | None, Query(max_length=6)] = None
) -> BridgingTotals:
    """What is drawn, repaid and open over all households that the caller works for, by account of the ledger."""
    return BridgingTotals.of(await repository.totals(session, sees, municipality))


def _trying(household: Household, rules: Rulebook) -> Trying | None:
    """What its plans can be asked of; None while there is none."""
    dossier = Dossier.of(household.facts)
    return None if missing(dossier) else Trying(household.id, dossier, household.municipal_policy, rules)
