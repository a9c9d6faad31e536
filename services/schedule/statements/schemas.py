"""What the bank says, on the wire."""

import json
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from services.errors import Fault
from services.events import StatementState
from services.iban import Iban
from services.schedule.statements.booking import BookingDoubt
from services.schedule.statements.formats.format import BankFileFormat
from services.schedule.statements.letting_in import reason_place
from services.schedule.statements.proving import Doubt, Proof
from services.schedule.statements.repository import Step
from services.schedule.statements.statement import Direction, EntryStatus, StatementKind
from services.schedule.statements.storing_bookings import content_place
from services.schedule.statements.tables import BookingRow, StatementFileRow, StatementRow
from services.schedule.why import Why
from services.sealing import Keyring
from services.wire import Instant, Money, PageRequest, Wire


class Statement(Wire):
    """A statement of one account: what became of it, and why.

    `difference` is what the closing balance is more than the opening balance and the entries make.
    """

    id: UUID
    file_id: UUID
    account: Annotated[str, Field(examples=["NL91**********4300"])]
    kind: StatementKind
    statement_id: str
    sequence: int | None
    page: int
    as_of: date
    from_day: date | None
    to_day: date | None
    opening: Money | None
    closing: Money | None
    came_in: Money
    went_out: Money
    entries: int
    booked: int
    proof: Proof
    difference: Money
    doubts: list[Doubt]
    state: StatementState
    why: str
    handed_in_by: str
    let_in_by: str | None

    @classmethod
    def of(cls, row: StatementRow) -> Self:
        """The statement as it is told."""
        return cls(
            id=row.id,
            file_id=row.file_id,
            account=Iban(row.account).masked(),
            kind=row.kind,
            statement_id=row.statement_id,
            sequence=row.sequence,
            page=row.page,
            as_of=row.as_of,
            from_day=row.from_day,
            to_day=row.to_day,
            opening=None if row.opening is None else Money(amount=row.opening),
            closing=None if row.closing is None else Money(amount=row.closing),
            came_in=Money(amount=row.came_in),
            went_out=Money(amount=row.went_out),
            entries=row.entries,
            booked=row.booked,
            proof=row.proof,
            difference=Money(amount=row.difference),
            doubts=[Doubt(one) for one in row.doubts],
            state=row.state,
            why=_why(row),
            handed_in_by=row.handed_in_by,
            let_in_by=row.let_in_by,
        )


def _why(row: StatementRow) -> str:
    if row.state is StatementState.WAITS:
        return (
            "it does not begin with what the account stood at: hand in the statements before it, or let another person"
            " let it in"
        )
    if row.state is StatementState.STOPPED and row.proof is Proof.DOES_NOT_CLOSE:
        return (
            "opening balance and entries do not make the closing balance: ask the bank for the statement anew, or let"
            " another person let it in"
        )
    if row.state is StatementState.STOPPED:
        return "another statement of that day says the same: set it aside, or let another person let it in"
    if row.state is StatementState.TAKEN and row.proof is Proof.UNPROVEN and row.kind is StatementKind.STATEMENT:
        return "it carries no opening and closing balance, so nothing proves that it is complete"
    return {
        StatementState.TAKEN: "it was taken in",
        StatementState.REPLACED: "the bank sent it anew",
        StatementState.SET_ASIDE: "somebody set it aside",
    }[row.state]


class StatementFilter(PageRequest):
    """Which page of which statements: all, or those in a state."""

    state: StatementState | None = None


class StatementStep(Wire):
    """A state that a statement came into."""

    state: StatementState
    at: Instant
    by: str
    reason: str | None

    @classmethod
    def of(cls, step: Step, row: StatementRow, keyring: Keyring) -> Self:
        """The step as it is told."""
        place = reason_place(row.organisation_id, row.id, step.by)
        reason = None if step.reason_sealed is None else keyring.unseal(step.reason_sealed, place)
        return cls(state=step.state, at=step.at, by=step.by, reason=reason)


class StatementWithHistory(Statement):
    """A statement with all that became of it."""

    history: list[StatementStep]

    @classmethod
    def with_history(cls, row: StatementRow, steps: list[Step], keyring: Keyring) -> Self:
        """The statement as it is told, with its steps."""
        told = Statement.of(row).model_dump()
        return cls(**told, history=[StatementStep.of(step, row, keyring) for step in steps])


class ReceivedStatement(Statement):
    """A statement of a file that was handed in; known before if it was taken in or kept earlier."""

    known_before: bool

    @classmethod
    def received(cls, row: StatementRow, known_before: bool) -> Self:
        """The statement as it is told."""
        return cls(**Statement.of(row).model_dump(), known_before=known_before)


class StatementFile(Wire):
    """A file that the bank sent, as it was handed in."""

    id: UUID
    name: str
    format: BankFileFormat
    bytes: int
    sha256: str
    handed_in_at: Instant
    handed_in_by: str

    @classmethod
    def of(cls, row: StatementFileRow) -> Self:
        """The file as it is told."""
        return cls(
            id=row.id,
            name=row.name,
            format=row.format,
            bytes=row.size,
            sha256=row.sha256,
            handed_in_at=row.handed_in_at,
            handed_in_by=row.handed_in_by,
        )


class ReceivedStatementFile(StatementFile):
    """A file with its statements, in their order; known before if the same bytes were handed in earlier."""

    known_before: bool
    statements: list[ReceivedStatement]


class StatementParty(Wire):
    """Who is on the other side of a booking."""

    name: str | None
    on_behalf_of: str | None
    iban: str | None
    account: str | None
    bic: str | None


class StatementBooking(Wire):
    """One booking of a statement: an entry, or one transaction of an entry that has several (`part`).

    `sum` is what it moved, `entrySum` the whole entry; `doubt` says what the bank told in two ways.
    """

    entry: int
    part: int
    sum: Money
    entry_sum: Money
    direction: Direction
    status: EntryStatus
    booked_on: date | None
    value_on: date | None
    is_reversal: bool
    end_to_end_id: str | None
    payment_information_id: str | None
    servicer_reference: str | None
    mandate_reference: str | None
    creditor_id: str | None
    reference: str | None
    further_references: list[str]
    remittance: str
    code: str | None
    return_code: str | None
    returned_because: str | None
    counterparty: StatementParty
    doubt: BookingDoubt | None

    @classmethod
    def of(cls, row: BookingRow, keyring: Keyring) -> Self:
        """The booking as it is told to who may read statements."""
        said = _said(row, keyring)
        party = StatementParty(
            name=said.get("name"),
            on_behalf_of=said.get("onBehalfOf"),
            iban=said.get("iban"),
            account=said.get("account"),
            bic=said.get("bic"),
        )
        return cls(
            entry=row.entry,
            part=row.part,
            sum=Money(amount=row.amount),
            entry_sum=Money(amount=row.entry_amount),
            direction=row.direction,
            status=row.status,
            booked_on=row.booked_on,
            value_on=row.value_on,
            is_reversal=row.is_reversal,
            end_to_end_id=said.get("endToEndId"),
            payment_information_id=row.payment_information_id,
            servicer_reference=row.servicer_reference,
            mandate_reference=said.get("mandateReference"),
            creditor_id=row.creditor_id,
            reference=said.get("reference"),
            further_references=said.get("furtherReferences", []),
            remittance=said.get("remittance", ""),
            code=row.code,
            return_code=row.return_code,
            returned_because=said.get("returned") or said.get("returnedFor"),
            counterparty=party,
            doubt=row.doubt,
        )


def _said(row: BookingRow, keyring: Keyring) -> dict[str, Any]:
    if row.content is None:
        return {}
    place = content_place(row.organisation_id, row.statement_id, row.entry, row.part)
    said: dict[str, Any] = json.loads(keyring.unseal(row.content, place))
    return said


class StatementDecision(Wire):
    """Why a statement is let in, or set aside."""

    reason: Annotated[Why, Field(examples=["The bank confirmed by telephone that the balance of 3 March is right."])]


def wrong_media_type(given: str) -> Fault:
    """What is said of a body that is no file of a bank."""
    what = "is none that files of a bank have" if given else "is missing"
    return Fault("Content-Type", what, "hand in the file as application/xml, text/plain or application/octet-stream")
