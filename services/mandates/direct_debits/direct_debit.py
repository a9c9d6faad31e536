"""A direct debit mandate that a supplier holds: its life of ten states, its terms, and who may do what with it. Pure.

It is the supplier's paper, kept here because it decides who pays: on the municipality's account or on the client's own.
Everybody in Zoetermeer came with his own direct debits (seed 001, lines 2171-2303).
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.errors import Conflict, Fault, Refused
from services.machine import Machine
from services.mandate_events import DirectDebitEvent as Event
from services.mandate_events import DirectDebitState as State
from services.mandates.costs import Cost

DIRECT_DEBITS = Machine(
    "direct_debit",
    State.DRAFT,
    {
        (State.DRAFT, Event.SUBMIT): State.PENDING_APPROVAL,
        (State.PENDING_APPROVAL, Event.APPROVE): State.ACTIVE,
        (State.PENDING_APPROVAL, Event.REJECT): State.REJECTED,
        (State.ACTIVE, Event.SUSPEND): State.SUSPENDED,
        (State.SUSPENDED, Event.RESUME): State.ACTIVE,
        (State.ACTIVE, Event.REVOKE): State.REVOKED,
        (State.SUSPENDED, Event.REVOKE): State.REVOKED,
        (State.ACTIVE, Event.EXPIRE): State.EXPIRED,
        (State.SUSPENDED, Event.EXPIRE): State.EXPIRED,
        (State.ACTIVE, Event.REPLACE): State.REPLACED,
        (State.ACTIVE, Event.CONSUME): State.CONSUMED,
        (State.DRAFT, Event.BLOCK): State.BLOCKED,
        (State.PENDING_APPROVAL, Event.BLOCK): State.BLOCKED,
        (State.ACTIVE, Event.BLOCK): State.BLOCKED,
        (State.SUSPENDED, Event.BLOCK): State.BLOCKED,
        (State.BLOCKED, Event.UNBLOCK): State.SUSPENDED,
    },
)
"""Terms are never edited: a mandate with others replaces it, and somebody approves that one first.

One that the client had before we knew him is not ours to approve: it is created `active`, with the cause `import`.
"""

LIVING = frozenset(state for state in State if not DIRECT_DEBITS.is_end(state))


class OnAccount(StrEnum):
    """Whose account the supplier draws on."""

    ORGANISATION = "organisation"
    CLIENT = "client"


class Scheme(StrEnum):
    """The SEPA scheme; in B2B there is no refund, and a consumer cannot be in it."""

    CORE = "core"
    B2B = "b2b"


class Sequence(StrEnum):
    """Whether it is drawn again and again or once."""

    RECURRING = "recurring"
    ONE_OFF = "one_off"


class SuspendedFor(StrEnum):
    """Why a mandate rests; the last is what remains when a block is lifted."""

    TAKEN_OVER = "taken_over"
    CLIENT_ASKED = "client_asked"
    SUPPLIER_ASKED = "supplier_asked"
    DISPUTE = "dispute"
    FRAUD = "fraud"
    VERIFICATION = "verification"
    OTHER = "other"
    UNBLOCKED = "unblocked"


NEEDS_ANOTHER_PERSON = frozenset({SuspendedFor.FRAUD, SuspendedFor.VERIFICATION})
"""Who suspended it for one of these does not let it go on alone."""


class RejectedFor(StrEnum):
    """Why a mandate was not approved."""

    NOT_SIGNED = "not_signed"
    WRONG_TERMS = "wrong_terms"
    NOT_WANTED = "not_wanted"
    OTHER = "other"


class SamePerson(Refused):
    """This needs a second person: who did the step before it cannot do this one; ask a colleague."""


class EvidenceMissing(Refused):
    """A mandate is not handed in without its evidence: the digest of the signed paper, and the day of signing."""


class NotActive(Conflict):
    """This mandate is not active: a collection by it is no use of it, but something to look into."""


class UmrInUse(Conflict):
    """This creditor has a mandate with this reference already, and that one still lives."""


class Terms(NamedTuple):
    """What a mandate allows. Highest amounts are cents a collection and a month; `evidence` is a SHA-256."""

    umr: str
    creditor_id: str
    scheme: Scheme
    sequence: Sequence
    valid_from: date
    valid_until: date | None = None
    most_a_collection: int | None = None
    most_a_month: int | None = None
    signed_on: date | None = None
    evidence: bytes | None = None


class DirectDebit(NamedTuple):
    """A mandate as it is kept."""

    id: UUID
    household_id: UUID
    cost: Cost
    supplier_id: UUID
    on_account: OnAccount
    terms: Terms
    state: State
    changes: int
    last_used_on: date | None
    suspended_for: SuspendedFor | None
    replaced_by: UUID | None
    made_at: datetime
    made_by: str

    @property
    def unused_since(self) -> date:
        """From when its dormancy counts: the last collection, or else the signing, or else its first day."""
        return self.last_used_on or self.terms.signed_on or self.terms.valid_from


def faults_of_terms(terms: Terms, on_account: OnAccount, today: date) -> Iterator[Fault]:
    """What is wrong with terms that can each be read."""
    if terms.scheme is Scheme.B2B and on_account is OnAccount.CLIENT:
        yield Fault("scheme", "b2b is for businesses, and the client is none", "it is core; look at the mandate")
    if terms.valid_until is not None and terms.valid_until < terms.valid_from:
        yield Fault("validUntil", "is before validFrom", "give a later day, or none")
    if terms.signed_on is not None and terms.signed_on > today:
        yield Fault("signedOn", f"{terms.signed_on} is still to come", "give the day on which it was signed")
    most_once, most_a_month = terms.most_a_collection, terms.most_a_month
    if most_once is not None and most_a_month is not None and most_once > most_a_month:
        yield Fault("mostACollection", "is more than mostAMonth", "one collection is within what a month allows")


def matters_to_payments(before: State | None, after: State) -> bool:
    """Whether a step changes what is drawn, or what is blocked."""
    told = {State.ACTIVE, State.BLOCKED}
    return before != after and (before in told or after in told)
