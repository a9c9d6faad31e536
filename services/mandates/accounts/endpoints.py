"""Payee accounts over HTTP: proposed by one person, approved by another; every answer is masked."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, Command, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.mandates.accounts import batch_endpoints, repository, service
from services.mandates.accounts.account import AccountIsKnown, NameIsAnothers, NotVerified, Owner, SamePerson
from services.mandates.accounts.affected import SuppliedToMoreAndMore
from services.mandates.accounts.dependencies import Banks
from services.mandates.accounts.repository import Filter
from services.mandates.accounts.schemas import (
    Account,
    AccountApproval,
    AccountClosure,
    AccountFilter,
    AccountRejection,
    AccountSearch,
    AccountTransition,
    NewAccount,
)
from services.mandates.accounts.verification import Verification
from services.mandates.dependencies import Keys, Sight, Writer
from services.mandates.hand import Hand
from services.mandates.transitions import ChangedMeanwhile, history
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["payee accounts"])
router.include_router(batch_endpoints.router)

_READS = [requires("mandates:read")]
_WRITES = [requires("accounts:write")]
_APPROVES = [requires("accounts:approve")]


@router.post(
    "/suppliers/{supplier_id}/accounts",
    status_code=201,
    response_model=Account,
    dependencies=_WRITES,
    responses=problems(AccountIsKnown, KeyInFlight, KeyUsedBefore),
)
async def propose_supplier_account(
    supplier_id: UUID, body: NewAccount, command: CommandDep, session: Writing, hand: Writer, ask: Banks
) -> Response:
    """Propose an account of a supplier; its bank is asked at once whose it is."""
    return await _propose(session, hand, command, ask, body, Owner(supplier_id=supplier_id))


@router.post(
    "/households/{household_id}/accounts",
    status_code=201,
    response_model=Account,
    dependencies=_WRITES,
    responses=problems(AccountIsKnown, KeyInFlight, KeyUsedBefore),
)
async def propose_client_account(
    household_id: UUID, body: NewAccount, command: CommandDep, session: Writing, hand: Writer, ask: Banks
) -> Response:
    """Propose the client's own account; its bank is asked at once whose it is."""
    return await _propose(session, hand, command, ask, body, Owner(household_id=household_id))


@router.get("/accounts", dependencies=_READS)
async def list_accounts(
    session: Reading, sees: Sight, keyring: Keys, asked: Annotated[AccountFilter, Query()]
) -> Page[Account]:
    """Accounts of suppliers and of clients whom the caller works for, in the order of proposal."""
    return await _page(session, keyring, sees, asked, asked.wanted())


@router.post("/accounts/_search", dependencies=_READS)
async def search_accounts(body: AccountSearch, session: Reading, sees: Sight, keyring: Keys) -> Page[Account]:
    """Everybody whose account this is said to be, or was: suppliers, and clients whom the caller works for."""
    return await _page(session, keyring, sees, body, Filter(iban=body.iban))


@router.get("/accounts/{account_id}", dependencies=_READS)
async def get_account(account_id: UUID, session: Reading, sees: Sight, keyring: Keys) -> Account:
    """One account."""
    return Account.of(await repository.account(session, keyring, account_id, sees))


@router.get("/accounts/{account_id}/transitions", dependencies=_READS)
async def list_account_transitions(
    account_id: UUID, session: Reading, sees: Sight, keyring: Keys, page: Annotated[PageRequest, Query()]
) -> Page[AccountTransition]:
    """What happened to an account, oldest first."""
    after = page.after(int)
    await repository.account(session, keyring, account_id, sees)
    found = await history(session, account_id, after[0] if after else 0, page.limit + 1)
    told = [AccountTransition.model_validate(one) for one in found]
    return Page.cut(told, page.limit, lambda one: (one.sequence,))


@router.post(
    "/accounts/{account_id}/_approve",
    response_model=Account,
    dependencies=_APPROVES,
    responses=problems(
        CannotHappen,
        ChangedMeanwhile,
        SamePerson,
        NameIsAnothers,
        NotVerified,
        SuppliedToMoreAndMore,
        KeyInFlight,
        KeyUsedBefore,
    ),
)
async def approve_account(
    account_id: UUID, body: AccountApproval, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Let money go to an account that somebody else proposed; from its first day on it takes the older one's place."""

    async def effect() -> Answer:
        return Answer.of(200, Account.of(await service.approve(session, hand, account_id, body.despite_no_match)))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/accounts/{account_id}/_reject",
    response_model=Account,
    dependencies=_APPROVES,
    responses=problems(CannotHappen, ChangedMeanwhile, KeyInFlight, KeyUsedBefore),
)
async def reject_account(
    account_id: UUID, body: AccountRejection, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Refuse an account that was proposed; it can be proposed anew."""

    async def effect() -> Answer:
        return Answer.of(200, Account.of(await service.reject(session, hand, account_id, body.reason)))

    return await answer_once(session, command, effect, clock.now())


@router.post(
    "/accounts/{account_id}/_close",
    response_model=Account,
    dependencies=_WRITES,
    responses=problems(CannotHappen, ChangedMeanwhile, SuppliedToMoreAndMore, KeyInFlight, KeyUsedBefore),
)
async def close_account(
    account_id: UUID, body: AccountClosure, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Let no money go to an account any more from a day on."""

    async def effect() -> Answer:
        return Answer.of(200, Account.of(await service.close(session, hand, account_id, body.closed_from, body.reason)))

    return await answer_once(session, command, effect, clock.now())


async def _propose(
    session: Writing, hand: Hand, command: Command, ask: Verification, body: NewAccount, owner: Owner
) -> Response:
    (wanted,) = await service.verified([body.wanted(owner, hand.today)], ask)

    async def effect() -> Answer:
        made = await service.propose(session, hand, wanted)
        return Answer.of(201, Account.of(made), f"/v1/accounts/{made.id}")

    return await answer_once(session, command, effect, hand.now)


async def _page(session: Reading, keyring: Keys, sees: Sight, page: PageRequest, wanted: Filter) -> Page[Account]:
    after = page.after(UUID)
    found = await repository.accounts(session, keyring, wanted, sees, after[0] if after else None, page.limit + 1)
    return Page.cut([Account.of(one) for one in found], page.limit, lambda one: (one.id,))
