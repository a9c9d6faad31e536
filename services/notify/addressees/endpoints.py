"""Addressees over HTTP: recorded, corrected, erased, found by a word, and what became of them.

What these commands answer shows nothing of the person, for it is kept longer than he may be; a search is a body, for
its word is personal.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.many_households import HouseholdsAsked, OneOfHousehold, in_order_asked
from services.notify.addressees.addressee import Addressee as KeptAddressee
from services.notify.addressees.addressee import AddresseeHasChanged, AddresseeIsErased, AddresseeIsKnown
from services.notify.addressees.repository import ADDRESSEES, find
from services.notify.addressees.schemas import (
    Addressee,
    AddresseeChange,
    AddresseeErasure,
    AddresseeSearch,
    AddresseeStep,
    CorrectedAddressee,
    FoundHousehold,
    NewAddressee,
)
from services.notify.dependencies import FOR_ALL, Keys, Writer
from services.notify.sealed_history import Step
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(prefix="/addressees", tags=["addressees"], dependencies=[FOR_ALL])
search_router = APIRouter(prefix="/household-addressees", tags=["addressees"], dependencies=[FOR_ALL])

_READS = [requires("addressees:read")]
_WRITES = [requires("addressees:write")]


@router.post(
    "",
    status_code=201,
    response_model=AddresseeChange,
    dependencies=_WRITES,
    responses=problems(AddresseeIsKnown, AddresseeIsErased, KeyInFlight, KeyUsedBefore),
)
async def record_addressee(
    body: NewAddressee, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Say how a household is reached."""

    async def effect() -> Answer:
        made = await ADDRESSEES.begin(session, hand, body.household_id, body.addressee())
        return Answer.of(201, AddresseeChange.of_step(made), f"/v1/addressees/{made.owner}")

    return await answer_once(session, command, effect, clock.now())


@router.post("/_search", dependencies=_READS)
async def search_addressees(body: AddresseeSearch, session: Reading, keyring: Keys) -> Page[FoundHousehold]:
    """The households that are reached by this name, address or number."""
    after, (kind, word) = body.after(UUID), body.word()
    found = await find(session, keyring, kind, word, after[0] if after else None, body.limit + 1)
    items = [FoundHousehold(household_id=one) for one in found]
    return Page.cut(items, body.limit, lambda one: (one.household_id,))


@search_router.post("/_search", dependencies=_READS)
async def search_household_addressees(
    body: HouseholdsAsked, session: Reading, keyring: Keys
) -> Page[OneOfHousehold[Addressee]]:
    """How each of these households is reached now; those of which nobody ever said it are left out."""
    found = await ADDRESSEES.newest_of(session, keyring, body.household_ids)
    return Page(items=[_told(found[one]) for one in in_order_asked(body.household_ids, found)])


def _told(step: Step[KeptAddressee]) -> OneOfHousehold[Addressee]:
    if step.document is None:
        return OneOfHousehold(household_id=step.owner, found=None, fault=AddresseeIsErased.title)
    return OneOfHousehold(household_id=step.owner, found=Addressee.of(step))


@router.get("/{household_id}", dependencies=_READS, responses=problems(AddresseeIsErased))
async def get_addressee(household_id: UUID, session: Reading, keyring: Keys) -> Addressee:
    """How a household is reached now."""
    return Addressee.of(await ADDRESSEES.newest(session, keyring, household_id))


@router.get("/{household_id}/steps", dependencies=_READS)
async def list_addressee_steps(
    household_id: UUID, session: Reading, keyring: Keys, page: Annotated[PageRequest, Query()]
) -> Page[AddresseeStep]:
    """All that became of an addressee, oldest first."""
    after = page.after(int)
    found = await ADDRESSEES.steps(session, keyring, household_id, after[0] if after else 0, page.limit + 1)
    return Page.cut([AddresseeStep.of(one) for one in found], page.limit, lambda one: (one.version,))


@router.post(
    "/{household_id}/_correct",
    response_model=AddresseeChange,
    dependencies=_WRITES,
    responses=problems(AddresseeHasChanged, AddresseeIsErased, KeyInFlight, KeyUsedBefore),
)
async def correct_addressee(
    household_id: UUID,
    body: CorrectedAddressee,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Say how a household is reached from now on; what was said before stays in its history."""

    async def effect() -> Answer:
        corrected = await ADDRESSEES.correct(session, hand, household_id, body.seen_version, body.addressee())
        return Answer.of(200, AddresseeChange.of_step(corrected))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/{household_id}/_erase",
    response_model=AddresseeChange,
    dependencies=[requires("addressees:erase")],
    responses=problems(AddresseeIsErased, KeyInFlight, KeyUsedBefore),
)
async def erase_addressee(
    household_id: UUID,
    body: AddresseeErasure,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Destroy the key of a household for good: nothing that is kept of its people opens any more."""

    async def effect() -> Answer:
        return Answer.of(200, AddresseeChange.of_step(await ADDRESSEES.erase(session, hand, household_id, body.ground)))

    return await answer_once(session, command, effect, clock.now())
