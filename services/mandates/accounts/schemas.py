"""Payee accounts on the wire. A name and an account number come in whole, and go out masked."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from services.errors import Fault, InvalidInput
from services.mandate_events import AccountEvent, AccountState, Origin
from services.mandates.accounts.account import Account as KeptAccount
from services.mandates.accounts.account import Owner, WantedAccount
from services.mandates.accounts.batches import Batch
from services.mandates.accounts.repository import Filter
from services.mandates.accounts.service import Proposal
from services.mandates.accounts.verification import VerificationResult
from services.mandates.fields import Day
from services.mandates.names import Name, masked_name
from services.wire import IbanText, Instant, PageRequest, Wire

_MOST_AT_ONCE = 1000

Because = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=500),
    Field(description="Why, in a few words; it is kept sealed", examples=["another number stands on the bill"]),
]


class NewAccount(Wire):
    """An account that is to be paid from a day on; from today if no day is given."""

    name: Annotated[Name, Field(description="The name of the account's holder, as the bank knows it")]
    iban: IbanText
    valid_from: Day | None = None

    def wanted(self, owner: Owner, today: date, where: str = "") -> WantedAccount:
        """What is asked, for an owner."""
        return WantedAccount(owner, self.name, self.iban, self.valid_from or today, where=where)


_EXAMPLE: JsonDict = {
    "supplierId": "019b8d2b-8c00-7000-8000-000000000000",
    "name": "Woonstede Verhuur",
    "iban": "NL91ABNA0417164300",
    "validFrom": "2026-03-01",
}


class OwnedAccount(NewAccount):
    """An account of a supplier, or of the client of a household."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    supplier_id: UUID | None = None
    household_id: UUID | None = None

    @model_validator(mode="after")
    def _says_whose(self) -> "OwnedAccount":
        if (self.supplier_id is None) == (self.household_id is None):
            what = "either a supplier or a household belongs here"
            raise InvalidInput([Fault("supplierId", what, "give one of the two")])
        return self


class NewAccountBatch(Wire):
    """Accounts that are proposed together; `batchId` adds them to a batch that was begun before."""

    batch_id: UUID | None = None
    accounts: Annotated[tuple[OwnedAccount, ...], Field(min_length=1, max_length=_MOST_AT_ONCE)]

    def wanted(self, today: date) -> list[WantedAccount]:
        """What is asked, each with its place in the body."""
        return [
            one.wanted(Owner(one.supplier_id, one.household_id), today, f"accounts[{place}]")
            for place, one in enumerate(self.accounts)
        ]


class Account(Wire):
    """An account, masked: enough to recognise, too little to use.

    It is paid to from `validFrom` until the day before another account of the same owner begins, or until `validUntil`.
    """

    id: UUID
    supplier_id: UUID | None
    household_id: UUID | None
    name: Annotated[str, Field(examples=["Wo******* Ve*****"])]
    iban: Annotated[str, Field(examples=["NL91**********4300"])]
    state: AccountState
    valid_from: Day
    valid_until: Day | None
    verification: Annotated[VerificationResult | None, Field(description="What the bank said when it was proposed")]
    verified_at: Instant | None
    batch_id: UUID | None
    proposed_at: Instant
    proposed_by: str
    decided_at: Instant | None
    decided_by: str | None

    @classmethod
    def of(cls, kept: KeptAccount) -> "Account":
        """The account as it is told."""
        known = {name: value for name, value in kept._asdict().items() if name in cls.model_fields}
        told: dict[str, Any] = {**known, "name": masked_name(kept.name), "iban": kept.iban.masked()}
        return cls(**told, **kept.owner._asdict())


class AccountFilter(PageRequest):
    """Which accounts of the organisation."""

    supplier_id: Annotated[UUID | None, Field(description="Those of this supplier")] = None
    household_id: Annotated[UUID | None, Field(description="The client's own, of this household")] = None
    batch_id: Annotated[UUID | None, Field(description="Those that were proposed in this batch")] = None
    state: Annotated[AccountState | None, Field(description="Those in this state")] = None

    def wanted(self) -> Filter:
        """What is asked."""
        return Filter(self.supplier_id, self.household_id, self.batch_id, self.state)


class AccountSearch(PageRequest):
    """Whose account is this? Asked in a body, because an account number has no place in a URL."""

    iban: IbanText


class AccountApproval(Wire):
    """The second pair of eyes; with a reason where the bank said that the account is another's."""

    despite_no_match: Because | None = None


class AccountRejection(Wire):
    """Why an account will not be paid to."""

    reason: Because


class AccountClosure(Wire):
    """From which day an account is paid to no longer, and why."""

    closed_from: Day
    reason: Because


class AccountTransition(Wire):
    """A step in the life of an account, by whom and why; what somebody wrote with it stays sealed."""

    sequence: int
    before: AccountState | None
    event: AccountEvent
    state: AccountState
    cause: str
    origin: Origin
    reason_code: str | None
    at: Instant
    by: str


class ProposedBatch(Wire):
    """How many accounts of those that were handed in are new, and how many are proposed or approved already."""

    batch_id: UUID
    proposed: int
    known: int

    @classmethod
    def of(cls, batch_id: UUID, proposal: Proposal) -> "ProposedBatch":
        """What came of it."""
        return cls(batch_id=batch_id, proposed=proposal.new, known=len(proposal.ids) - proposal.new)


class BatchStates(Wire):
    """How many accounts of a batch are in each state."""

    proposed: int
    approved: int
    rejected: int
    closed: int


class BatchVerifications(Wire):
    """What the banks said about those that wait for approval; who was no match is left out when a batch is approved."""

    match: int
    close_match: int
    no_match: int
    not_possible: int
    not_asked: int


class AccountBatch(Wire):
    """What a batch holds, of what the caller may see; whoever approves it says by `digest` what was looked at."""

    id: UUID
    states: BatchStates
    verifications: BatchVerifications
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    @classmethod
    def of(cls, found: Batch) -> "AccountBatch":
        """The batch as it is told."""
        verifications = {result or "not_asked": count for result, count in found.verifications.items()}
        return cls(
            id=found.id,
            states=BatchStates(**{str(state): count for state, count in found.states.items()}),
            verifications=BatchVerifications(**{str(result): count for result, count in verifications.items()}),
            digest=found.digest,
        )


class BatchApproval(Wire):
    """The second pair of eyes on a whole batch."""

    digest: Annotated[
        str,
        Field(pattern=r"^[0-9a-f]{64}$", description="That of the batch which was looked at", examples=["9f" * 32]),
    ]


class ApprovedBatch(Wire):
    """What was approved together, and what is left for a person to decide about one by one."""

    approved: int
    batch: AccountBatch
