"""Direct debit mandates on the wire."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from services.errors import Fault, InvalidInput
from services.mandate_events import DirectDebitEvent, DirectDebitState, Origin
from services.mandates.costs import Cost
from services.mandates.direct_debits.collecting import Dormancy, dormant
from services.mandates.direct_debits.direct_debit import DirectDebit as KeptDirectDebit
from services.mandates.direct_debits.direct_debit import OnAccount, RejectedFor, Scheme, Sequence, SuspendedFor, Terms
from services.mandates.direct_debits.service import New
from services.mandates.direct_debits.umr import read_umr
from services.mandates.evidence import Digest
from services.mandates.fields import Day, Reason
from services.mandates.suppliers.creditor_id import CreditorId
from services.mandates.transitions import Because
from services.reading import MOST_CENTS
from services.wire import Instant, Wire

_EXAMPLE: JsonDict = {
    "umr": "WSV-2024-004471",
    "creditorId": "NL69ZZZ123456780000",
    "scheme": "core",
    "sequence": "recurring",
    "validFrom": "2025-03-01",
    "mostAMonth": 70000,
    "signedOn": "2025-02-20",
    "evidence": "9f" * 32,
}

Umr = Annotated[
    str, AfterValidator(read_umr), Field(description="The creditor's reference, up to 35", examples=["WSV-2024-004471"])
]
"""The unique mandate reference."""

_CreditorId = Annotated[
    str,
    AfterValidator(lambda text: CreditorId.parse(text).number),
    Field(description="The SEPA creditor identifier", examples=["NL69ZZZ123456780000"]),
]
Highest = Annotated[int, Field(strict=True, ge=1, le=MOST_CENTS, description="Whole euro cents, at most")]
"""A limit; without one there is none on the mandate."""


def _by_hand(cause: SuspendedFor) -> SuspendedFor:
    if cause is SuspendedFor.UNBLOCKED:
        raise InvalidInput([Fault("", "unblocked is what remains of a block", "give the reason why it rests")])
    return cause


ReasonCode = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z0-9]{2,8}$"),
    Field(description="The bank's or the supplier's own code", examples=["MD06"]),
]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class MandateTerms(Wire):
    """What a mandate allows. Amounts are whole cents; `evidence` is the SHA-256 of the signed paper."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    umr: Umr
    creditor_id: _CreditorId
    scheme: Scheme = Scheme.CORE
    sequence: Sequence = Sequence.RECURRING
    valid_from: Day
    valid_until: Day | None = None
    most_a_collection: Highest | None = None
    most_a_month: Highest | None = None
    signed_on: Day | None = None
    evidence: Digest | None = None

    @property
    def terms(self) -> Terms:
        """The terms as the rules know them."""
        return Terms(*(getattr(self, name) for name in Terms._fields))


class NewDirectDebit(MandateTerms):
    """A mandate that a supplier holds, on the municipality's account or on the client's own."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "cost": "rent",
                    "supplierId": "019b8d2b-8c00-7000-8000-000000000000",
                    "onAccount": "client",
                    **_EXAMPLE,
                }
            ]
        }
    )

    cost: Cost
    supplier_id: UUID
    on_account: OnAccount

    def new(self) -> New:
        """The mandate as the rules know it."""
        return New(self.cost, self.supplier_id, self.on_account, self.terms)


class Rejection(Wire):
    """Why a mandate is not approved."""

    reason: RejectedFor
    note: Note | None = None


class Step(Wire):
    """From whom a step came, with a code of theirs and what was said."""

    origin: Origin = Origin.CLIENT
    reason_code: ReasonCode | None = None
    note: Note | None = None

    def because(self, cause: str) -> Because:
        """The step's reason as it is written down."""
        return Because(cause, self.origin, self.reason_code, self.note)


class Suspension(Step):
    """Why a mandate rests, and from whom that came."""

    cause: Annotated[SuspendedFor, AfterValidator(_by_hand)]


class Block(Wire):
    """Why everything stops with a mandate, or may go on."""

    reason: Reason


class Collection(Wire):
    """The day on which the supplier drew by a mandate."""

    on: Day


class DirectDebit(Wire):
    """A mandate that a supplier holds.

    `dormancy` warns after 30 months without a collection; after 36 the mandate expires. `suspendedFor` is why it rests.
    """

    id: UUID
    household_id: UUID
    cost: Cost
    supplier_id: UUID
    on_account: OnAccount
    umr: str
    creditor_id: str
    scheme: Scheme
    sequence: Sequence
    currency: Literal["EUR"] = "EUR"
    most_a_collection: Highest | None
    most_a_month: Highest | None
    valid_from: Day
    valid_until: Day | None
    signed_on: Day | None
    evidence: Digest | None
    state: DirectDebitState
    suspended_for: SuspendedFor | None
    last_used_on: Day | None
    dormancy: Dormancy | None
    replaced_by: UUID | None
    made_at: Instant
    made_by: str

    @classmethod
    def of(cls, kept: KeptDirectDebit, today: date) -> "DirectDebit":
        """The mandate as it stands today."""
        told = kept._asdict() | kept.terms._asdict()
        del told["terms"], told["changes"]
        return cls(**told, dormancy=dormant(kept, today))


class DirectDebitTransition(Wire):
    """One step in the life of a mandate: what it was, what happened, why and from whom; notes stay sealed."""

    sequence: int
    before: DirectDebitState | None
    event: DirectDebitEvent
    state: DirectDebitState
    cause: str
    origin: Origin
    reason_code: str | None
    at: Instant
    by: str
