"""Making the document for a supplier out of an authorisation that is in force."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.database import Session
from services.errors import Fault, InvalidInput
from services.mandates.authorisations import document_repository, repository
from services.mandates.authorisations.authorisation import Authorisation, NotInForce
from services.mandates.authorisations.document_repository import Document
from services.mandates.authorisations.supplier_document import (
    MASKED,
    SHOWN,
    Addressed,
    Period,
    SupplierDocument,
    costs_shown,
    faults_of_costs,
)
from services.mandates.authorisations.supplier_document_letters import faults_of_text
from services.mandates.costs import Cost
from services.mandates.hand import Hand
from services.mandates.households.repository import hold


class NewDocument(NamedTuple):
    """For whom a document is wanted; `costs` only where nothing is arranged with that supplier yet."""

    supplier_id: UUID
    addressed: Addressed
    period: Period
    costs: Sequence[Cost] = ()


async def make_document(
    session: Session, hand: Hand, household_id: UUID, authorisation_id: UUID, wanted: NewDocument
) -> Document:
    """Make it, keep it sealed, and say what it shows.

    `NotInForce` unless the authorisation holds today; `NothingForThisSupplier`; `InvalidInput` with every fault.
    """
    await hold(session, household_id, hand.municipalities)
    authorisation = await repository.authorisation(session, household_id, authorisation_id)
    if authorisation.signed_on is None or authorisation.evidence is None or not authorisation.holds(hand.today):
        raise NotInForce
    said = SupplierDocument(
        organisation=await document_repository.organisation_name(session),
        supplier=await _supplier(session, authorisation, wanted),
        addressed=wanted.addressed,
        period=wanted.period,
        costs=await _costs(session, authorisation, wanted),
        signed_on=authorisation.signed_on,
        evidence=authorisation.evidence,
        made_at=hand.now,
    )
    from services.mandates.authorisations.supplier_document_pdf import pdf_of  # only now: fonts take half a second

    content = pdf_of(said)
    document = Document(
        hand.new_id(), household_id, authorisation_id, wanted.supplier_id, hashlib.sha256(content).digest(), SHOWN,
        MASKED, hand.now, hand.by,
    )  # fmt: skip
    await document_repository.add(session, hand, document, content)
    return document


async def _supplier(session: Session, authorisation: Authorisation, wanted: NewDocument) -> str:
    """The supplier's name, once everything that was asked has been looked at."""
    name = await document_repository.supplier_name(session, wanted.supplier_id)
    faults = list(faults_of_text(wanted.addressed))
    if wanted.period.last is not None and wanted.period.last < wanted.period.first:
        faults.append(Fault("lastMonth", "is before the first month", "give a later month, or none"))
    if name is None:
        faults.append(Fault("supplierId", "is no supplier of this organisation", "register it first"))
    arranged = await document_repository.arranged(session, authorisation.household_id)
    faults += faults_of_costs(authorisation.costs, wanted.costs, arranged, wanted.supplier_id, wanted.period)
    if faults or name is None:
        raise InvalidInput(faults)
    return name


async def _costs(session: Session, authorisation: Authorisation, wanted: NewDocument) -> Sequence[Cost]:
    arranged = await document_repository.arranged(session, authorisation.household_id)
    return costs_shown(authorisation.costs, wanted.costs, arranged, wanted.supplier_id, wanted.period)
