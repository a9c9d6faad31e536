"""The organisation's municipalities and the policies over HTTP; the other nouns have endpoints of their own."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.auth import requires
from services.schedule import service
from services.schedule.dependencies import Rules, Sight
from services.schedule.organisation_schemas import Municipality, Policy
from services.sessions import Reading
from services.wire import Page, PageRequest

router = APIRouter(tags=["organisation"], dependencies=[requires("policies:read")])


@router.get("/municipalities")
async def list_municipalities(
    session: Reading, sees: Sight, page: Annotated[PageRequest, Query()]
) -> Page[Municipality]:
    """The municipalities that the organisation works for, each with its policy."""
    after = page.after(str)
    found = await service.municipalities(session, sees, after[0] if after else None, page.limit + 1)
    return Page.cut([Municipality.of(line) for line in found], page.limit, lambda one: (one.code,))


@router.get("/municipalities/{code}")
async def get_municipality(
    code: Annotated[str, Path(pattern=r"^GM\d{4}$", examples=["GM0518"])], session: Reading, sees: Sight
) -> Municipality:
    """One municipality."""
    return Municipality.of(await service.municipality(session, sees, code))


@router.get("/policies")
async def list_policies(rules: Rules, page: Annotated[PageRequest, Query()]) -> Page[Policy]:
    """The policies that a municipality can work by."""
    after = page.after(str)
    found = service.policies(rules, after[0] if after else None, page.limit + 1)
    return Page.cut([Policy.of(policy, rules) for policy in found], page.limit, lambda one: (one.name,))


@router.get("/policies/{policy_name}")
async def get_policy(policy_name: str, rules: Rules) -> Policy:
    """One policy."""
    return Policy.of(service.policy(rules, policy_name), rules)
