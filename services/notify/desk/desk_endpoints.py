"""How the desk works, over HTTP: one way for an organisation, and how it was before."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.notify.dependencies import Writer
from services.notify.desk import desk_repository as repository
from services.notify.desk.desk_schemas import ChangedDesk, Desk
from services.notify.desk.levels import DeskHasChanged
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["desk"])

_READS = [requires("desk:read")]


@router.get("/desk", dependencies=_READS)
async def get_desk(session: Reading) -> Desk:
    """When the desk hears what waits, and who hears next of what nobody answered."""
    return Desk.of(await repository.newest(session))


@router.get("/desk/versions", dependencies=_READS)
async def list_desk_versions(session: Reading, page: Annotated[PageRequest, Query()]) -> Page[Desk]:
    """How it worked, oldest first."""
    after = page.after(int)
    found = await repository.versions(session, after[0] if after else 0, page.limit + 1)
    return Page.cut([Desk.of(one) for one in found], page.limit, lambda one: (one.version,))


@router.post(
    "/desk/_change",
    response_model=Desk,
    dependencies=[requires("desk:write")],
    responses=problems(DeskHasChanged, KeyInFlight, KeyUsedBefore),
)
async def change_desk(
    body: ChangedDesk, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Say how the desk works from now on."""

    async def effect() -> Answer:
        changed = None
        if (await repository.newest(session)).version == body.seen_version:
            changed = await repository.add(session, hand, body.seen_version + 1, body.desk())
        if changed is None:
            raise DeskHasChanged
        return Answer.of(200, Desk.of(changed))

    return await answer_once(session, command, effect, clock.now())
