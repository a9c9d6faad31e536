"""Direct debit mandates over HTTP: told of, approved by another person, let rest and go on, taken back."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.mandates.dependencies import Sight, Writer
from services.mandates.direct_debits import repository, service
from services.mandates.direct_debits.direct_debit import DirectDebit as KeptDirectDebit
from services.mandates.direct_debits.direct_debit import EvidenceMissing, NotActive, SamePerson, UmrInUse
from services.mandates.direct_debits.import_endpoints import router as imports
from services.mandates.direct_debits.schemas import (
    Block,
    Collection,
    DirectDebit,
    DirectDebitTransition,
    MandateTerms,
    NewDirectDebit,
    Rejection,
    Step,
    Suspension,
)
from services.mandates.hand import Hand
from services.mandates.households.repository import household, seen
from services.mandates.transitions import ChangedMeanwhile, history
from services.many_households import MOST_OF_EACH, HouseholdsAsked, ListOfHousehold, lists_told
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["direct debits"])
router.include_router(imports)

_READS = [requires("mandates:read")]
_WRITES = [requires("mandates:write")]
_APPROVES = [requires("mandates:approve")]
_PATH = "/households/{household_id}/direct-debits"
_ONE = f"{_PATH}/{{direct_debit_id}}"
_ANY = (CannotHappen, ChangedMeanwhile, KeyInFlight, KeyUsedBefore)
_REFUSALS = problems(*_ANY)
_FOUR_EYES = problems(*_ANY, SamePerson)


class Commanded:
    """One command about one mandate: whose, by whom, and answered once."""

    def __init__(
        self,
        household_id: UUID,
        direct_debit_id: UUID,
        command: CommandDep,
        session: Writing,
        hand: Writer,
        clock: ClockDep,
    ) -> None:
        self._named = (session, hand, household_id, direct_debit_id)
        self._command = command
        self._clock = clock

    async def to(self, step: Callable[..., Awaitable[KeptDirectDebit]], *more: Any) -> Response:
        """Do it, and answer with the mandate as it then is."""
        session, hand, household_id, direct_debit_id = self._named

        async def effect() -> Answer:
            done = await step(session, hand, household_id, direct_debit_id, *more)
            return Answer.of(200, DirectDebit.of(done, hand.today))

        return await answer_once(session, self._command, effect, self._clock.now())


Command = Annotated[Commanded, Depends(Commanded, scope="function")]


@router.post(
    _PATH,
    status_code=201,
    response_model=DirectDebit,
    dependencies=_WRITES,
    responses=problems(UmrInUse, ChangedMeanwhile, KeyInFlight, KeyUsedBefore),
)
async def create_direct_debit(
    household_id: UUID, body: NewDirectDebit, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Tell of a mandate that a supplier holds, as a draft."""

    async def effect() -> Answer:
        made = await service.create(session, hand, household_id, body.new())
        return _made(made, hand)

    return await answer_once(session, command, effect, clock.now())


@router.get(_PATH, dependencies=_READS)
async def list_direct_debits(
    household_id: UUID, session: Reading, sees: Sight, clock: ClockDep, page: Annotated[PageRequest, Query()]
) -> Page[DirectDebit]:
    """The mandates of a household, oldest first, ended ones too."""
    after = page.after(UUID)
    await household(session, household_id, sees)
    found = await repository.mandates(session, [household_id], page.limit + 1, after[0] if after else None)
    told = [DirectDebit.of(one, clock.today()) for one in found[household_id]]
    return Page.cut(told, page.limit, lambda one: (one.id,))


@router.post("/direct-debits/_search", dependencies=_READS)
async def search_direct_debits(
    body: HouseholdsAsked, session: Reading, sees: Sight, clock: ClockDep
) -> Page[ListOfHousehold[DirectDebit]]:
    """The mandates of each of these households, oldest first, ended ones too: the first 50."""
    ids, today = await seen(session, body.household_ids, sees), clock.today()
    found = await repository.mandates(session, ids, MOST_OF_EACH + 1)
    return lists_told(ids, found, lambda one: DirectDebit.of(one, today))


@router.get(_ONE, dependencies=_READS)
async def get_direct_debit(
    household_id: UUID, direct_debit_id: UUID, session: Reading, sees: Sight, clock: ClockDep
) -> DirectDebit:
    """One mandate."""
    await household(session, household_id, sees)
    return DirectDebit.of(await repository.mandate(session, household_id, direct_debit_id), clock.today())


@router.get(f"{_ONE}/transitions", dependencies=_READS)
async def list_direct_debit_transitions(
    household_id: UUID, direct_debit_id: UUID, session: Reading, sees: Sight, page: Annotated[PageRequest, Query()]
) -> Page[DirectDebitTransition]:
    """Every step that a mandate took, with cause, origin and the bank's or the supplier's own code."""
    after = page.after(int)
    await household(session, household_id, sees)
    await repository.mandate(session, household_id, direct_debit_id)
    rows = await history(session, direct_debit_id, after[0] if after else 0, page.limit + 1)
    found = [DirectDebitTransition.model_validate(row) for row in rows]
    return Page.cut(found, page.limit, lambda one: (one.sequence,))


@router.post(
    f"{_ONE}/_submit", response_model=DirectDebit, dependencies=_WRITES, responses=problems(*_ANY, EvidenceMissing)
)
async def submit_direct_debit(command: Command) -> Response:
    """Hand a draft in for approval, with its evidence."""
    return await command.to(service.submit)


@router.post(f"{_ONE}/_approve", response_model=DirectDebit, dependencies=_APPROVES, responses=_FOUR_EYES)
async def approve_direct_debit(command: Command) -> Response:
    """Let it be drawn by; another person than who told of it or handed it in."""
    return await command.to(service.approve)


@router.post(f"{_ONE}/_reject", response_model=DirectDebit, dependencies=_APPROVES, responses=_REFUSALS)
async def reject_direct_debit(body: Rejection, command: Command) -> Response:
    """Do not approve it, and say why."""
    return await command.to(service.reject, body.reason, body.note)


@router.post(f"{_ONE}/_suspend", response_model=DirectDebit, dependencies=_WRITES, responses=_REFUSALS)
async def suspend_direct_debit(body: Suspension, command: Command) -> Response:
    """Let it rest: nothing is drawn until somebody resumes it."""
    return await command.to(service.suspend, body.because(body.cause))


@router.post(f"{_ONE}/_resume", response_model=DirectDebit, dependencies=_WRITES, responses=_FOUR_EYES)
async def resume_direct_debit(body: Step, command: Command) -> Response:
    """Let it be drawn by again; another person than who let it rest, if that was for fraud or at verification."""
    return await command.to(service.resume, body.because("resumed"))


@router.post(f"{_ONE}/_revoke", response_model=DirectDebit, dependencies=_WRITES, responses=_REFUSALS)
async def revoke_direct_debit(body: Step, command: Command) -> Response:
    """Take it back, from this moment on: the client's right, for which no reason is asked."""
    return await command.to(service.revoke, body.because("revoked"))


@router.post(
    f"{_ONE}/_replace",
    status_code=201,
    response_model=DirectDebit,
    dependencies=_WRITES,
    responses=problems(*_ANY, EvidenceMissing, UmrInUse),
)
async def replace_direct_debit(
    household_id: UUID,
    direct_debit_id: UUID,
    body: MandateTerms,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Put one with other terms in its place, which waits for approval; no mandate is ever edited."""

    async def effect() -> Answer:
        made = await service.replace(session, hand, household_id, direct_debit_id, body.terms)
        return _made(made, hand)

    return await answer_once(session, command, effect, clock.now())


@router.post(
    f"{_ONE}/_collected", response_model=DirectDebit, dependencies=_WRITES, responses=problems(*_ANY, NotActive)
)
async def record_collection(body: Collection, command: Command) -> Response:
    """Write down that the supplier drew by it; one that is for a single collection is consumed by that."""
    return await command.to(service.collected, body.on)


@router.post(f"{_ONE}/_block", response_model=DirectDebit, dependencies=_APPROVES, responses=_REFUSALS)
async def block_direct_debit(body: Block, command: Command) -> Response:
    """Let nothing happen with it until another person lifts the block."""
    return await command.to(service.block, body.reason)


@router.post(f"{_ONE}/_unblock", response_model=DirectDebit, dependencies=_APPROVES, responses=_FOUR_EYES)
async def unblock_direct_debit(body: Block, command: Command) -> Response:
    """Lift a block that somebody else laid; the mandate rests then until it is resumed."""
    return await command.to(service.unblock, body.reason)


def _made(made: KeptDirectDebit, hand: Hand) -> Answer:
    place = f"/v1/households/{made.household_id}/direct-debits/{made.id}"
    return Answer.of(201, DirectDebit.of(made, hand.today), place)
