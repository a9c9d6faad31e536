"""Authorisations on the wire. What a client said comes in whole and stays out of every answer that is kept."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from services.mandate_events import AuthorisationState, Payer
from services.mandates.authorisations.authorisation import Authorisation as KeptAuthorisation
from services.mandates.authorisations.authorisation import Duty, Given, Language, Refusal, RefusalReason
from services.mandates.authorisations.document_repository import Document as KeptDocument
from services.mandates.authorisations.document_service import NewDocument
from services.mandates.authorisations.repository import Sealed, ToHandBack
from services.mandates.authorisations.service import Outcome
from services.mandates.authorisations.supplier_document import Addressed, DocumentField, Period
from services.mandates.costs import Cost
from services.mandates.evidence import Digest
from services.mandates.fields import Day, MonthField, Reason
from services.wire import Instant, Wire

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
"""A line of text, as it would stand on an envelope."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
"""What somebody said; kept sealed."""

_COSTS = Annotated[tuple[Cost, ...], Field(max_length=len(Cost))]
_LINES = Annotated[tuple[Line, ...], Field(min_length=1, max_length=6)]


class NewAuthorisation(Wire):
    """The kinds of cost that are put to the client."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"costs": ["rent", "energy", "health_premium"]}]})

    costs: _COSTS


class GivenAuthorisation(Wire):
    """What the client signed for. Fewer costs than asked is a limited authorisation, and says why the others are not
    in it. `evidence` is the SHA-256 of the signed paper; `toldBack` that the client said himself what it means.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "costs": ["rent"],
                    "language": "ti",
                    "explainedBy": "Tolkencentrum, by telephone",
                    "toldBack": True,
                    "signedOn": "2026-01-05",
                    "evidence": "9f" * 32,
                    "reason": "pays_by_direct_debit",
                }
            ]
        }
    )

    costs: _COSTS
    language: Language
    explained_by: Line
    told_back: bool
    signed_on: Day
    evidence: Digest
    reason: RefusalReason | None = None
    words: Words | None = None

    def given(self) -> Given:
        """The answer as the rules know it."""
        return Given(
            self.costs,
            self.language,
            self.explained_by,
            self.told_back,
            self.signed_on,
            self.evidence,
            self.reason,
            self.words,
        )


class RefusedAuthorisation(Wire):
    """What the client refused, why, and in which words; without `costs` all that was asked."""

    reason: RefusalReason
    words: Words | None = None
    costs: _COSTS = ()

    def refusal(self) -> Refusal:
        """The refusal as the rules know it."""
        return Refusal(self.reason, self.words, self.costs)


class RevokedAuthorisation(Wire):
    """From which day on, today or later, the client's authorisation is taken back, and why."""

    ends_on: Day
    reason: RefusalReason
    words: Words | None = None


class DecidedDuty(Wire):
    """What becomes of the duty of art. 56a for what the client refused: we pay (`stands`), or he does (`exempted`)."""

    duty: Literal["stands", "exempted"]
    reason: Reason

    @property
    def decided(self) -> Duty:
        return Duty(self.duty)


class Authorisation(Wire):
    """What was put to a client, what he chose and what he refused.

    It holds from `signedOn` up to but without `endsOn`. `duty` is what becomes of art. 56a for what he refused or took
    back: while it is undecided the municipality pays.
    """

    id: UUID
    household_id: UUID
    state: AuthorisationState
    asked: tuple[Cost, ...]
    costs: tuple[Cost, ...]
    refused: tuple[Cost, ...]
    limited: bool
    reason: RefusalReason | None
    language: Language | None
    signed_on: Day | None
    evidence: Digest | None
    ends_on: Day | None
    duty: Duty | None
    replaced_by: UUID | None
    asked_at: Instant
    asked_by: str

    @classmethod
    def of(cls, kept: KeptAuthorisation) -> "Authorisation":
        """The authorisation as it is told."""
        return cls(
            id=kept.id,
            household_id=kept.household_id,
            state=kept.state,
            asked=kept.asked,
            costs=kept.costs,
            refused=kept.refused,
            limited=kept.is_limited,
            reason=kept.reason,
            language=kept.language,
            signed_on=kept.signed_on,
            evidence=kept.evidence,
            ends_on=kept.ends_on,
            duty=kept.duty,
            replaced_by=kept.replaced_by,
            asked_at=kept.made_at,
            asked_by=kept.made_by,
        )


class AuthorisationFile(Wire):
    """An authorisation with what stands sealed of it: who decides about a refusal has to read the client's words."""

    authorisation: Authorisation
    words: str | None
    explained_by: str | None
    duty_reason: str | None
    duty_by: str | None

    @classmethod
    def of(cls, kept: KeptAuthorisation, sealed: Sealed) -> "AuthorisationFile":
        """The file as it is told."""
        return cls(authorisation=Authorisation.of(kept), **sealed._asdict())


class HandBack(Wire):
    """An arrangement by which we pay a cost that is authorised no more, and the first month that this is about.

    Whether it is handed back follows from the ground: the duty of art. 56a and 57 carries it until it is exempted.
    """

    arrangement_id: UUID
    supplier_id: UUID
    cost: Cost
    payer: Payer
    from_month: MonthField

    @classmethod
    def of(cls, one: ToHandBack) -> "HandBack":
        """The arrangement as it is told."""
        return cls(**one._asdict())


class AuthorisationAnswer(Wire):
    """An authorisation after an answer of the client, and what follows from it."""

    authorisation: Authorisation
    hand_back: list[HandBack]

    @classmethod
    def of(cls, outcome: Outcome) -> "AuthorisationAnswer":
        """The outcome as it is told."""
        return cls(
            authorisation=Authorisation.of(outcome.authorisation),
            hand_back=[HandBack.of(one) for one in outcome.hand_back],
        )


class NewSupplierDocument(Wire):
    """For which supplier, and what the registry does not keep: who and where the client is, and whom to answer.

    The costs are those that are arranged with the supplier in the period; `costs` names them while nothing is arranged.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "supplierId": "019b8d2b-8c00-7000-8000-000000000000",
                    "clientName": "Selam Voorbeeld",
                    "supplyAddress": ["Vogelstraat 12", "2511 AB Den Haag"],
                    "customerNumber": "K-4471",
                    "firstMonth": "2026-02",
                    "writeTo": ["Gemeente Voorbeeldstad", "ontzorgen@voorbeeldstad.example"],
                    "costs": ["rent"],
                }
            ]
        }
    )

    supplier_id: UUID
    client_name: Line
    supply_address: _LINES
    customer_number: Line
    first_month: MonthField
    last_month: MonthField | None = None
    write_to: _LINES
    costs: _COSTS = ()

    def wanted(self) -> NewDocument:
        """What is asked."""
        addressed = Addressed(self.client_name, self.supply_address, self.customer_number, self.write_to)
        return NewDocument(self.supplier_id, addressed, Period(self.first_month, self.last_month), self.costs)


class SupplierDocument(Wire):
    """A document that was made for a supplier: what it shows, what it masks, and the SHA-256 of its bytes."""

    id: UUID
    authorisation_id: UUID
    supplier_id: UUID
    sha256: Digest
    shown: tuple[DocumentField, ...]
    masked: tuple[DocumentField, ...]
    made_at: Instant
    made_by: str

    @classmethod
    def of(cls, kept: KeptDocument) -> "SupplierDocument":
        """The document as it is told."""
        told = kept._asdict()
        del told["household_id"]
        return cls(**told)
