"""What the bank says, as others hand it in and read it."""

from datetime import date
from uuid import UUID

from services.events import StatementState
from services.schedule.statements.formats.format import BankFileFormat
from services.schedule.statements.proving import Proof
from services.wire import Money, Wire


class Statement(Wire):
    """A statement of the bank: what became of it, and why."""

    id: UUID
    account: str
    statement_id: str
    as_of: date
    opening: Money | None
    closing: Money | None
    booked: int
    proof: Proof
    difference: Money
    state: StatementState
    why: str


class Statements(Wire):
    """A page of statements, those of the latest day first; without `next_cursor` it is the last."""

    items: list[Statement]
    next_cursor: str | None


class ReceivedStatement(Statement):
    """A statement of a file that was handed in."""

    known_before: bool


class ReceivedStatementFile(Wire):
    """A file of the bank that was handed in, with its statements in their order."""

    id: UUID
    name: str
    format: BankFileFormat
    sha256: str
    known_before: bool
    statements: list[ReceivedStatement]


class StatusReport(Wire):
    """What came of a report of the bank on a file of ours."""

    id: UUID
    name: str
    format: BankFileFormat
    rejected: int
    advised: int
    odd: int
    known_before: bool


class RecallAnswerFile(Wire):
    """What came of a bank's answer to recalls."""

    id: UUID
    name: str
    format: BankFileFormat
    changed: int
    known_before: bool


class StatementDecision(Wire):
    """Why a statement is let in, or set aside."""

    reason: str
