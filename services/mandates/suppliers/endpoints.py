"""Suppliers over HTTP: registered, changed version by version, found again, and how long they take to answer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import CallerDep, Scope, requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.mandates.dependencies import Keys, Writer
from services.mandates.suppliers import answer_times, card_endpoints, repository, service
from services.mandates.suppliers.repository import Wanted
from services.mandates.suppliers.schemas import (
    AnswerTimes,
    NewSupplier,
    NewSupplierVersion,
    Supplier,
    SupplierFilter,
    SupplierSearch,
    SupplierVersion,
)
from services.mandates.suppliers.supplier import KvkIsRegistered, SupplierHasChanged
from services.many_suppliers import OneOfSupplier, SuppliersAsked
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["suppliers"])
router.include_router(card_endpoints.router)

_READS = [requires("suppliers:read")]
_WRITES = [requires("suppliers:write")]


@router.post(
    "/suppliers",
    status_code=201,
    response_model=Supplier,
    dependencies=_WRITES,
    responses=problems(KvkIsRegistered, KeyInFlight, KeyUsedBefore),
)
async def register_supplier(
    body: NewSupplier, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Register a supplier that costs are owed to."""

    async def effect() -> Answer:
        made = await service.register(session, hand, body.terms(), body.person())
        return Answer.of(201, Supplier.of(made), f"/v1/suppliers/{made.id}")

    return await answer_once(session, command, effect, clock.now())


@router.get("/suppliers", dependencies=_READS)
async def list_suppliers(
    session: Reading, keyring: Keys, caller: CallerDep, asked: Annotated[SupplierFilter, Query()]
) -> Page[Supplier]:
    """The organisation's suppliers, in the order of registration."""
    return await _page(session, keyring, caller, asked, Wanted(kind=asked.kind))


@router.post("/suppliers/_search", dependencies=_READS)
async def search_suppliers(body: SupplierSearch, session: Reading, keyring: Keys, caller: CallerDep) -> Page[Supplier]:
    """The suppliers with this in their name, or with this KvK number; or those with these ids, in the order asked."""
    if body.supplier_ids:
        found, whole = await repository.suppliers_by_id(session, keyring, body.supplier_ids), _sees_whole(caller)
        return Page(items=[Supplier.of(one, whole=whole) for one in found])
    return await _page(session, keyring, caller, body, body.wanted())


@router.get("/suppliers/{supplier_id}", dependencies=_READS)
async def get_supplier(supplier_id: UUID, session: Reading, keyring: Keys, caller: CallerDep) -> Supplier:
    """A supplier as it is known now; the contact person is whole for whoever may change it."""
    found = await repository.supplier(session, keyring, supplier_id)
    return Supplier.of(found, whole=caller.may(Scope.SUPPLIERS_WRITE))


@router.post(
    "/suppliers/{supplier_id}/versions",
    status_code=201,
    response_model=Supplier,
    dependencies=_WRITES,
    responses=problems(SupplierHasChanged, KvkIsRegistered, KeyInFlight, KeyUsedBefore),
)
async def change_supplier(
    supplier_id: UUID,
    body: NewSupplierVersion,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Say all that is known of a supplier from now on, as a new version beside the old ones."""

    async def effect() -> Answer:
        changed = await service.change(session, hand, supplier_id, body.seen_version, body.terms(), body.person())
        return Answer.of(201, Supplier.of(changed), f"/v1/suppliers/{supplier_id}")

    return await answer_once(session, command, effect, clock.now())


@router.get("/suppliers/{supplier_id}/versions", dependencies=_READS)
async def list_supplier_versions(
    supplier_id: UUID, session: Reading, keyring: Keys, page: Annotated[PageRequest, Query()]
) -> Page[SupplierVersion]:
    """All that was ever known of a supplier, oldest first."""
    after = page.after(int)
    await repository.supplier(session, keyring, supplier_id)
    found = await repository.versions(session, supplier_id, after[0] if after else 0, page.limit + 1)
    return Page.cut([SupplierVersion.of(one) for one in found], page.limit, lambda one: (one.version,))


@router.get("/suppliers/{supplier_id}/answer-times", dependencies=_READS)
async def get_answer_times(supplier_id: UUID, session: Reading, keyring: Keys) -> AnswerTimes:
    """How long the supplier takes to answer a taking over or handing back, beside how long it agreed to."""
    found = await repository.supplier(session, keyring, supplier_id)
    asked = await answer_times.asked_of(session, [supplier_id])
    agreed = found.terms.answer_days
    return AnswerTimes.of(agreed, answer_times.measured(asked[supplier_id], agreed))


@router.post("/answer-times/_search", dependencies=_READS)
async def search_answer_times(
    body: SuppliersAsked, session: Reading, keyring: Keys
) -> Page[OneOfSupplier[AnswerTimes]]:
    """How long each of these suppliers takes to answer, beside how long it agreed to."""
    known = await repository.suppliers_by_id(session, keyring, body.supplier_ids)
    agreed = {one.id: one.terms.answer_days for one in known}
    asked = await answer_times.asked_of(session, agreed)
    told = {one: AnswerTimes.of(days, answer_times.measured(asked[one], days)) for one, days in agreed.items()}
    return Page(items=[OneOfSupplier(supplier_id=one, found=found) for one, found in told.items()])


def _sees_whole(caller: CallerDep) -> bool:
    """Whether the contact person is told whole."""
    return caller.may(Scope.SUPPLIERS_WRITE)


async def _page(
    session: Reading, keyring: Keys, caller: CallerDep, page: PageRequest, wanted: Wanted
) -> Page[Supplier]:
    after = page.after(UUID)
    found = await repository.suppliers(session, keyring, wanted, after[0] if after else None, page.limit + 1)
    whole = _sees_whole(caller)
    return Page.cut([Supplier.of(one, whole=whole) for one in found], page.limit, lambda one: (one.id,))
