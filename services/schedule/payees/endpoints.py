"""Payees over HTTP: suppliers, and who is paid for the costs of a household. Every answer is masked."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.openapi import problems
from services.schedule.dependencies import Keys, Sight, Writer
from services.schedule.households import queries
from services.schedule.households.repository import HouseholdIsChanging
from services.schedule.households.service import assign_payees
from services.schedule.payees import repository, service
from services.schedule.payees.payee import CostPayee as KeptCostPayee
from services.schedule.payees.repository import PayeeIsRegistering
from services.schedule.payees.schemas import CostPayee, NewCostPayee, Payee, PayeeAccount, PayeeSearch
from services.sealing import Keyring
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["payees"])

_READS = [requires("households:read")]
_WRITES = [requires("households:write")]


@router.post(
    "/payees",
    status_code=201,
    response_model=Payee,
    dependencies=_WRITES,
    responses=problems(PayeeIsRegistering, KeyInFlight, KeyUsedBefore),
)
async def register_payee(
    body: PayeeAccount, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Register a supplier's account; the one that is there already if it was registered before."""

    async def effect() -> Answer:
        payee = await service.register_payee(session, hand, body.details)
        return Answer.of(201, Payee.of(payee), f"/v1/payees/{payee.id}")

    return await answer_once(session, command, effect, clock.now())


@router.get("/payees", dependencies=_READS)
async def list_payees(session: Reading, keyring: Keys, page: Annotated[PageRequest, Query()]) -> Page[Payee]:
    """The organisation's suppliers, in the order of registration."""
    after = page.after(UUID)
    found = await service.suppliers(session, keyring, after[0] if after else None, page.limit + 1)
    return Page.cut([Payee.of(payee) for payee in found], page.limit, lambda one: (one.id,))


@router.post("/payees/_search", dependencies=_READS)
async def search_payees(body: PayeeSearch, session: Reading, sees: Sight, keyring: Keys) -> Page[Payee]:
    """The payees with this account: suppliers, and clients of households that the caller works for."""
    found = await service.payees_with(session, keyring, body.iban, sees)
    return Page(items=[Payee.of(payee) for payee in found])


@router.get("/payees/{payee_id}", dependencies=_READS)
async def get_payee(payee_id: UUID, session: Reading, sees: Sight, keyring: Keys) -> Payee:
    """One payee."""
    return Payee.of(await service.payee(session, keyring, payee_id, sees))


@router.post(
    "/households/{household_id}/cost-payees",
    status_code=201,
    response_model=CostPayee,
    dependencies=_WRITES,
    responses=problems(HouseholdIsChanging, PayeeIsRegistering, KeyInFlight, KeyUsedBefore),
)
async def assign_cost_payee(
    household_id: UUID, body: NewCostPayee, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Say who is paid for a cost of a household from a day on, and with which reference."""

    async def effect() -> Answer:
        added = await assign_payees(session, hand, household_id, [body.wanted("payeeId")])
        (told,) = await _told(session, hand.keyring, added)
        return Answer.of(201, told, f"/v1/households/{household_id}/cost-payees")

    return await answer_once(session, command, effect, clock.now())


@router.get("/households/{household_id}/cost-payees", dependencies=_READS)
async def list_cost_payees(
    household_id: UUID, session: Reading, sees: Sight, keyring: Keys, page: Annotated[PageRequest, Query()]
) -> Page[CostPayee]:
    """All that was ever said about who is paid for a household's costs; the newest of a cost holds."""
    after = page.after(int)
    await queries.household(session, sees, household_id)
    entries = (await repository.cost_payees_of(session, [household_id])).get(household_id, [])
    later = [one for one in entries if after is None or one.sequence > after[0]][: page.limit + 1]
    return Page.cut(await _told(session, keyring, later), page.limit, lambda one: (one.sequence,))


async def _told(session: Reading, keyring: Keyring, entries: list[KeptCostPayee]) -> list[CostPayee]:
    payees = await repository.payees_by_id(session, keyring, {one.payee_id for one in entries})
    return [CostPayee.of(one, payees[one.payee_id]) for one in entries]
