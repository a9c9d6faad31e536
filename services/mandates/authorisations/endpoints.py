"""Clients' authorisations over HTTP: asked, given, refused, taken back, and the duty behind a refusal."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.mandates.authorisations import repository, service
from services.mandates.authorisations.authorisation import NothingWasRefused, SamePersonDecides
from services.mandates.authorisations.document_endpoints import router as documents
from services.mandates.authorisations.schemas import (
    Authorisation,
    AuthorisationAnswer,
    AuthorisationFile,
    DecidedDuty,
    GivenAuthorisation,
    NewAuthorisation,
    RefusedAuthorisation,
    RevokedAuthorisation,
)
from services.mandates.dependencies import Keys, Sight, Writer
from services.mandates.households.repository import household, seen
from services.mandates.transitions import ChangedMeanwhile
from services.many_households import MOST_OF_EACH, HouseholdsAsked, ListOfHousehold, lists_told
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["authorisations"])
router.include_router(documents)

_READS = [requires("mandates:read")]
_WRITES = [requires("mandates:write")]
_PATH = "/households/{household_id}/authorisations"
_ONE = f"{_PATH}/{{authorisation_id}}"
_REFUSALS = problems(CannotHappen, ChangedMeanwhile, KeyInFlight, KeyUsedBefore)


@router.post(
    _PATH,
    status_code=201,
    response_model=Authorisation,
    dependencies=_WRITES,
    responses=problems(ChangedMeanwhile, KeyInFlight, KeyUsedBefore),
)
async def ask_authorisation(
    household_id: UUID, body: NewAuthorisation, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Put kinds of cost to the client. What he said before holds until he answers."""

    async def effect() -> Answer:
        asked = await service.ask(session, hand, household_id, body.costs)
        return Answer.of(201, Authorisation.of(asked), f"/v1/households/{household_id}/authorisations/{asked.id}")

    return await answer_once(session, command, effect, clock.now())


@router.get(_PATH, dependencies=_READS)
async def list_authorisations(
    household_id: UUID, session: Reading, sees: Sight, page: Annotated[PageRequest, Query()]
) -> Page[Authorisation]:
    """All that was ever put to this client, oldest first."""
    after = page.after(UUID)
    await household(session, household_id, sees)
    found = await repository.authorisations(session, [household_id], page.limit + 1, after[0] if after else None)
    return Page.cut([Authorisation.of(one) for one in found[household_id]], page.limit, lambda one: (one.id,))


@router.post("/authorisations/_search", dependencies=_READS)
async def search_authorisations(
    body: HouseholdsAsked, session: Reading, sees: Sight
) -> Page[ListOfHousehold[Authorisation]]:
    """All that was ever put to each of these clients, oldest first: the first 50."""
    ids = await seen(session, body.household_ids, sees)
    return lists_told(ids, await repository.authorisations(session, ids, MOST_OF_EACH + 1), Authorisation.of)


@router.get(_ONE, dependencies=_READS)
async def get_authorisation(
    household_id: UUID, authorisation_id: UUID, session: Reading, sees: Sight, keyring: Keys
) -> AuthorisationFile:
    """One authorisation, with the client's own words."""
    await household(session, household_id, sees)
    kept = await repository.authorisation(session, household_id, authorisation_id)
    return AuthorisationFile.of(kept, await repository.opened(session, keyring, household_id, authorisation_id))


@router.post(f"{_ONE}/_give", response_model=AuthorisationAnswer, dependencies=_WRITES, responses=_REFUSALS)
async def give_authorisation(
    household_id: UUID,
    authorisation_id: UUID,
    body: GivenAuthorisation,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Take in what the client signed for: all that was asked, or less. It replaces what he said before."""

    async def effect() -> Answer:
        outcome = await service.give(session, hand, household_id, authorisation_id, body.given())
        return Answer.of(200, AuthorisationAnswer.of(outcome))

    return await answer_once(session, command, effect, clock.now())


@router.post(f"{_ONE}/_refuse", response_model=AuthorisationAnswer, dependencies=_WRITES, responses=_REFUSALS)
async def refuse_authorisation(
    household_id: UUID,
    authorisation_id: UUID,
    body: RefusedAuthorisation,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Take in that the client refuses. The duty of art. 56a stands beside it until a colleague decides otherwise."""

    async def effect() -> Answer:
        outcome = await service.refuse(session, hand, household_id, authorisation_id, body.refusal())
        return Answer.of(200, AuthorisationAnswer.of(outcome))

    return await answer_once(session, command, effect, clock.now())


@router.post(f"{_ONE}/_revoke", response_model=AuthorisationAnswer, dependencies=_WRITES, responses=_REFUSALS)
async def revoke_authorisation(
    household_id: UUID,
    authorisation_id: UUID,
    body: RevokedAuthorisation,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """The client takes it back, from today or a later day; the answer tells which arrangements that is about."""

    async def effect() -> Answer:
        outcome = await service.revoke(
            session, hand, household_id, authorisation_id, body.ends_on, body.reason, body.words
        )
        return Answer.of(200, AuthorisationAnswer.of(outcome))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    f"{_ONE}/_decide",
    response_model=Authorisation,
    dependencies=[requires("mandates:approve")],
    responses=problems(
        CannotHappen, ChangedMeanwhile, SamePersonDecides, NothingWasRefused, KeyInFlight, KeyUsedBefore
    ),
)
async def decide_duty(
    household_id: UUID,
    authorisation_id: UUID,
    body: DecidedDuty,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Decide about the duty of art. 56a for what the client refused; never by who recorded the refusal."""

    async def effect() -> Answer:
        decided = await service.decide_duty(session, hand, household_id, authorisation_id, body.decided, body.reason)
        return Answer.of(200, Authorisation.of(decided))

    return await answer_once(session, command, effect, clock.now())
