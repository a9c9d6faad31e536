"""The directory over HTTP: cards of suppliers that organisations publish, find, and take over as their own."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.auth import CallerDep, requires
from services.database import organisation_of
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.mandates.dependencies import Writer
from services.mandates.suppliers import cards, service
from services.mandates.suppliers.repository import NoSuchSupplier
from services.mandates.suppliers.schemas import CardTaking, NewSupplierCard, Supplier, SupplierCard, SupplierCardSearch
from services.mandates.suppliers.supplier import CardIsAnothers, CardNeedsKvk, KvkIsRegistered, SupplierHasChanged
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page

router = APIRouter()

_READS = [requires("suppliers:read")]
_WRITES = [requires("suppliers:write")]


@router.post(
    "/supplier-cards",
    status_code=201,
    response_model=SupplierCard,
    dependencies=_WRITES,
    responses=problems(NoSuchSupplier, CardNeedsKvk, CardIsAnothers, KeyInFlight, KeyUsedBefore),
)
async def publish_supplier_card(
    body: NewSupplierCard, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Show a supplier to other organisations, without its contact person and accounts; again after a change."""

    async def effect() -> Answer:
        card = await service.publish(session, hand, body.supplier_id)
        return Answer.of(201, SupplierCard.of(card, organisation_of(session)), f"/v1/supplier-cards/{card.id}")

    return await answer_once(session, command, effect, clock.now())


@router.post("/supplier-cards/_search", dependencies=_READS)
async def search_supplier_cards(body: SupplierCardSearch, session: Reading, caller: CallerDep) -> Page[SupplierCard]:
    """The cards with this in the supplier's name, or with this KvK number; without either all of them."""
    after = body.after(UUID)
    found = await cards.cards(session, body.wanted(), after[0] if after else None, body.limit + 1)
    told = [SupplierCard.of(one, caller.organisation_id) for one in found]
    return Page.cut(told, body.limit, lambda one: (one.id,))


@router.get("/supplier-cards/{card_id}", dependencies=_READS)
async def get_supplier_card(card_id: UUID, session: Reading, caller: CallerDep) -> SupplierCard:
    """One card, whichever organisation keeps it."""
    return SupplierCard.of(await cards.card(session, card_id), caller.organisation_id)


@router.post(
    "/supplier-cards/{card_id}/_adopt",
    status_code=201,
    response_model=Supplier,
    dependencies=_WRITES,
    responses=problems(SupplierHasChanged, KvkIsRegistered, KeyInFlight, KeyUsedBefore),
)
async def adopt_supplier_card(
    card_id: UUID, body: CardTaking, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Take a card over as a supplier of one's own, or its newest version into the supplier that is there already."""

    async def effect() -> Answer:
        taken = await service.take_over(session, hand, card_id, body.seen_version)
        return Answer.of(201, Supplier.of(taken), f"/v1/suppliers/{taken.id}")

    return await answer_once(session, command, effect, clock.now())
