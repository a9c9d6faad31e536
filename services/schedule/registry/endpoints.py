"""What the registry would not take over, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.auth import requires
from services.schedule.dependencies import Sight
from services.schedule.registry import repository
from services.schedule.registry.schemas import RegistryRefusal
from services.sessions import Reading
from services.wire import Page, PageRequest

router = APIRouter(tags=["registry refusals"])


@router.get("/registry-refusals", dependencies=[requires("households:read")])
async def list_registry_refusals(
    session: Reading, sees: Sight, asked: Annotated[PageRequest, Query()]
) -> Page[RegistryRefusal]:
    """The households of which the registry refused a cost, with every fault and its cure, until something else is said.

    No payment of theirs is released for what the registry does not know, so each waits for a person.
    """
    after = asked.after(UUID)
    found = await repository.refusals(session, sees, after[0] if after else None, asked.limit + 1)
    return Page.cut([RegistryRefusal.of(one) for one in found], asked.limit, lambda one: (one.household_id,))
