"""Plans over HTTP: the versions that stand, why they say what they say, and what would be if."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from services.auth import requires
from services.many_households import HouseholdsAsked, OneOfHousehold
from services.openapi import problems
from services.schedule.dependencies import Rules, Sight
from services.schedule.households import queries, repository
from services.schedule.households.dossier import Dossier
from services.schedule.households.kept_case import CannotBePlanned, each_told, told_plainly
from services.schedule.households.plan_document_schemas import PlanDocument
from services.schedule.households.plan_schemas import (
    AssumedPlan,
    Explanation,
    Explanations,
    Plan,
    PlanQuestion,
    PlanSummary,
    PlanVersion,
    WhatIf,
)
from services.schedule.households.queries import KeptVersion, MadeByOtherRules
from services.schedule.households.what_if import assumed_plan
from services.schedule.planning.document import document
from services.schedule.planning.explanation import explain, why
from services.schedule.planning.plan import plan
from services.sessions import Reading
from services.wire import Page, PageRequest

router = APIRouter(prefix="/households/{household_id}", tags=["plans"], dependencies=[requires("plans:read")])
search_router = APIRouter(prefix="/plans", tags=["plans"], dependencies=[requires("plans:read")])

Version = Annotated[
    str, Path(pattern=r"^(latest|[1-9]\d{0,8})$", description="The number of a version, or latest", examples=["latest"])
]


def _number(version: str) -> int | None:
    return None if version == "latest" else int(version)


@router.get("/plans")
async def list_plans(
    household_id: UUID, session: Reading, sees: Sight, page: Annotated[PageRequest, Query()]
) -> Page[PlanVersion]:
    """Every version of a household's plan, newest first."""
    await queries.household(session, sees, household_id)
    after = page.after(int)
    found = await queries.plans(session, household_id, after[0] if after else None, page.limit + 1)
    return Page.cut([PlanVersion.of(line) for line in found], page.limit, lambda one: (one.version,))


@router.get("/plans/{version}", responses=problems(CannotBePlanned))
async def get_plan(household_id: UUID, version: Version, session: Reading, sees: Sight) -> Plan:
    """A version of a household's plan, day by day."""
    await queries.household(session, sees, household_id)
    return _whole(await queries.kept_version(session, household_id, _number(version)))


def _whole(kept: KeptVersion) -> Plan:
    """It as it is told; `CannotBePlanned` where it cannot be read."""
    with told_plainly("what is kept of this version"):
        return Plan.whole(kept.whole())


@search_router.post("/_search")
async def search_plans(body: HouseholdsAsked, session: Reading, sees: Sight) -> Page[OneOfHousehold[Plan]]:
    """The newest version of the plan of each of these households, day by day; null before its first."""
    ids = await queries.seen(session, sees, body.household_ids)
    found = await queries.kept_versions(session, ids)
    return each_told(ids, lambda one: _whole(found[one]) if one in found else None)


@router.get("/plans/{version}/explanations", responses=problems(CannotBePlanned, MadeByOtherRules))
async def explain_plan(
    household_id: UUID,
    version: Version,
    session: Reading,
    sees: Sight,
    rules: Rules,
    question: Annotated[PlanQuestion, Query()],
) -> Explanations:
    """Why a plan says an amount, or what it says at a place: a sentence, the rule, the law, and its parts."""
    await queries.household(session, sees, household_id)
    question.check()
    kept = await queries.plan_version(session, household_id, _number(version))
    with told_plainly("the case of this version"):
        made = plan(kept.case, rules.norms)
        queries.refuse_other_rules(kept, document(made))
        if question.amount is not None:
            found = why(made, question.amount, rules.norms)
        else:
            found = [explain(made, question.path or "", rules.norms)]
    return Explanations(version=kept.line.version, items=[Explanation.of(one) for one in found])


@router.post("/what-ifs", responses=problems(CannotBePlanned))
async def ask_what_if(household_id: UUID, body: WhatIf, session: Reading, sees: Sight, rules: Rules) -> AssumedPlan:
    """The plan that would be made if something were otherwise; nothing of it is kept."""
    household = await repository.read(session, household_id, sees)
    made = assumed_plan(
        str(household_id), Dossier.of(household.facts), household.municipal_policy, body.assumption(), rules
    )
    newest = await queries.plans(session, household_id, None, 1)
    return AssumedPlan(
        policy=made.policy.name,
        summary=PlanSummary.of(made.summary),
        stands=PlanVersion.of(newest[0]) if newest else None,
        document=PlanDocument.model_validate_json(made.document),
    )
