"""Suppliers' documents of an authorisation over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.mandates.authorisations import document_repository, repository
from services.mandates.authorisations.authorisation import NotInForce
from services.mandates.authorisations.document_service import make_document
from services.mandates.authorisations.schemas import NewSupplierDocument, SupplierDocument
from services.mandates.authorisations.supplier_document import NothingForThisSupplier
from services.mandates.dependencies import Keys, Sight, Writer
from services.mandates.households.repository import household
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter()

_READS = [requires("mandates:read")]
_PATH = "/households/{household_id}/authorisations/{authorisation_id}/documents"
_PDF = "application/pdf"


@router.post(
    _PATH,
    status_code=201,
    response_model=SupplierDocument,
    dependencies=[requires("mandates:write")],
    responses=problems(NotInForce, NothingForThisSupplier, KeyInFlight, KeyUsedBefore),
)
async def make_supplier_document(
    household_id: UUID,
    authorisation_id: UUID,
    body: NewSupplierDocument,
    command: CommandDep,
    session: Writing,
    hand: Writer,
    clock: ClockDep,
) -> Response:
    """Make the document that this supplier is sent: what it needs to book our payments, and nothing else."""

    async def effect() -> Answer:
        made = await make_document(session, hand, household_id, authorisation_id, body.wanted())
        place = f"/v1/households/{household_id}/authorisations/{authorisation_id}/documents/{made.id}"
        return Answer.of(201, SupplierDocument.of(made), place)

    return await answer_once(session, command, effect, clock.now())


@router.get(_PATH, dependencies=_READS)
async def list_supplier_documents(
    household_id: UUID, authorisation_id: UUID, session: Reading, sees: Sight, page: Annotated[PageRequest, Query()]
) -> Page[SupplierDocument]:
    """What suppliers were sent of this authorisation, oldest first."""
    after = page.after(UUID)
    await household(session, household_id, sees)
    await repository.authorisation(session, household_id, authorisation_id)
    found = await document_repository.documents(
        session, household_id, authorisation_id, after[0] if after else None, page.limit + 1
    )
    return Page.cut([SupplierDocument.of(one) for one in found], page.limit, lambda one: (one.id,))


@router.get(f"{_PATH}/{{document_id}}", dependencies=_READS)
async def get_supplier_document(
    household_id: UUID, authorisation_id: UUID, document_id: UUID, session: Reading, sees: Sight
) -> SupplierDocument:
    """One document: for whom, what it shows, and its digest."""
    await household(session, household_id, sees)
    return SupplierDocument.of(await document_repository.document(session, household_id, authorisation_id, document_id))


@router.get(
    f"{_PATH}/{{document_id}}/content",
    dependencies=_READS,
    response_class=Response,
    responses={200: {"content": {_PDF: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def get_supplier_document_content(
    household_id: UUID, authorisation_id: UUID, document_id: UUID, session: Reading, sees: Sight, keyring: Keys
) -> Response:
    """The document itself, the same bytes every time."""
    await household(session, household_id, sees)
    content = await document_repository.content(session, keyring, household_id, authorisation_id, document_id)
    headers = {"Content-Disposition": f'attachment; filename="machtiging-{document_id}.pdf"'}
    return Response(content, media_type=_PDF, headers=headers)
