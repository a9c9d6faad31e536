"""Sources over HTTP: registered, given another secret, removed, and what became of them.

What shows a secret is kept sealed, and repeated to nobody but who gave the command.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import CallerDep, requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.notify.dependencies import Keys, Writer
from services.notify.secret_schemas import SecretRotation
from services.notify.secrets import RotationUnderWay
from services.notify.sources import repository, service
from services.notify.sources.schemas import (
    NewSource,
    Source,
    SourceFilter,
    SourceReason,
    SourceStep,
    SourceWithSecret,
)
from services.notify.sources.source import AlreadyListenedTo
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/sources", tags=["sources"])

_READS = [requires("webhooks:read")]
_WRITES = [requires("webhooks:write")]


@router.post(
    "",
    status_code=201,
    response_model=SourceWithSecret,
    dependencies=_WRITES,
    responses=problems(AlreadyListenedTo, KeyInFlight, KeyUsedBefore),
)
async def register_source(
    body: NewSource, command: CommandDep, caller: CallerDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Listen to a supplier's system from now on. The secret that it signs with is in this answer alone."""

    async def effect() -> Answer:
        made = await service.register(session, hand, body.supplier_id, body.owner)
        told = SourceWithSecret.made(caller.organisation_id, made, hand.now)
        return Answer.of(201, told, f"/v1/sources/{made.source.id}")

    return await answer_once(session, command.by(caller.subject), effect, clock.now(), hand.keyring)


@router.get("", dependencies=_READS)
async def list_sources(
    session: Reading, caller: CallerDep, asked: Annotated[SourceFilter, Query()], clock: ClockDep
) -> Page[Source]:
    """The organisation's sources, in the order in which they were registered."""
    after = asked.after(UUID)
    found = await repository.sources(session, asked.wanted(), after[0] if after else None, asked.limit + 1)
    told = [Source.of(caller.organisation_id, one, clock.now()) for one in found]
    return Page.cut(told, asked.limit, lambda one: (one.id,))


@router.get("/{source_id}", dependencies=_READS)
async def get_source(source_id: UUID, session: Reading, caller: CallerDep, clock: ClockDep) -> Source:
    """A source as it is now."""
    return Source.of(caller.organisation_id, await repository.source(session, source_id), clock.now())


@router.get("/{source_id}/steps", dependencies=_READS)
async def list_source_steps(
    source_id: UUID, session: Reading, keyring: Keys, page: Annotated[PageRequest, Query()]
) -> Page[SourceStep]:
    """All that became of a source, oldest first."""
    after = page.after(int)
    await repository.source(session, source_id)
    found = await repository.steps(session, keyring, source_id, after[0] if after else 0, page.limit + 1)
    return Page.cut([SourceStep.of(one) for one in found], page.limit, lambda one: (one.sequence,))


@router.post(
    "/{source_id}/_rotate",
    response_model=SourceWithSecret,
    dependencies=_WRITES,
    responses=problems(CannotHappen, RotationUnderWay, KeyInFlight, KeyUsedBefore),
)
async def rotate_source_secret(
    source_id: UUID,
    body: SecretRotation,
    command: CommandDep,
    caller: CallerDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Believe a new secret, which is in this answer alone; the one before it is believed for a while longer."""

    async def effect() -> Answer:
        made = await service.rotate(session, hand, source_id, body.overlap())
        return Answer.of(200, SourceWithSecret.made(caller.organisation_id, made, hand.now))

    return await answer_once(session, command.by(caller.subject), effect, clock.now(), hand.keyring)


@router.post(
    "/{source_id}/_remove",
    response_model=Source,
    dependencies=_WRITES,
    responses=problems(CannotHappen, KeyInFlight, KeyUsedBefore),
)
async def remove_source(
    source_id: UUID,
    body: SourceReason,
    command: CommandDep,
    caller: CallerDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Listen to it no more; its secrets end now, and what it told stays."""

    async def effect() -> Answer:
        removed = await service.remove(session, hand, source_id, body.reason)
        return Answer.of(200, Source.of(caller.organisation_id, removed, hand.now))

    return await answer_once(session, command, effect, clock.now())
