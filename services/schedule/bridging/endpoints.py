"""Bridging over HTTP: whose plan has a gap, and what would close it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.auth import requires
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
from services.schedule.households.dossier import Dossier, missing
from services.schedule.households.kept_case import CannotBePlanned
from services.schedule.households.queries import NoSuchPlan
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
    trying = await _trying(session, sees, household_id, rules)
    return BridgingProposals.of(household_id, proposals(trying, clock.today()))


@router.get(
    "/households/{household_id}/bridgings",
    dependencies=[requires("ledger:read")],
    responses=problems(CannotBePlanned),
)
async def get_bridgings(household_id: UUID, session: Reading, sees: Sight, rules: Rules, clock: ClockDep) -> Bridgings:
    """What bridges a household, by ledger and plan side by side; how far each decision is; what toeslagen cleared."""
    trying = await _trying(session, sees, household_id, rules)
    made, until = trying.plan(), await repository.booked_until(session)
    at = positions(made, (await accounts(session, [household_id]))[household_id], until)
    rows = await repository.decisions(session, household_id, None, _ALL)
    lived = lives(rows, made, at, until, clock.today())
    cleared = clearings(made, trying.policy.bridging, await repository.arrivals(session, household_id))
    return Bridgings.of(household_id, until, at, lived, cleared)


@router.get("/bridging-totals", dependencies=[requires("ledger:read")])
async def get_bridging_totals(
    session: Reading, sees: Sight, municipality: Annotated[str | None, Query(max_length=6)] = None
) -> BridgingTotals:
    """What is drawn, repaid and open over all households that the caller works for, by account of the ledger."""
    return BridgingTotals.of(await repository.totals(session, sees, municipality))


async def _trying(session: Reading, sees: Sight, household_id: UUID, rules: Rules) -> Trying:
    household = await households.read(session, household_id, sees)
    dossier = Dossier.of(household.facts)
    if missing(dossier):
        raise NoSuchPlan
    return Trying(household_id, dossier, household.municipal_policy, rules)
