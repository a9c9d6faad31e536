"""What was sent back, on the wire."""

from datetime import date
from typing import Self
from uuid import UUID

from services.schedule.bank.export_record import ExportRecord
from services.schedule.matching.submitted import Outcome
from services.schedule.sent_back.repository import Filed
from services.schedule.unseen.unseen import seen_by
from services.wire import Instant, Money, Wire


class SentBackPayment(Wire):
    """Money of a booking that was filed to go back to where it came from, for the `number`-th time.

    `outcomes` is what the bank told since: `shownBy` is the day whose statement tells the first of it at the latest.
    """

    statement_id: UUID
    entry: int
    part: int
    number: int
    decision_id: UUID
    end_to_end_id: str
    sum: Money
    execute_on: date
    filed_at: Instant
    shown_by: date
    outcomes: list[Outcome]

    @classmethod
    def of(cls, filed: Filed) -> Self:
        """It as it is told."""
        payment = filed.payment
        return cls(
            **payment.of._asdict(),
            number=payment.number,
            decision_id=filed.decision_id,
            end_to_end_id=payment.end_to_end_id,
            sum=Money(amount=payment.amount),
            execute_on=filed.execute_on,
            filed_at=filed.filed_at,
            shown_by=seen_by(filed.execute_on),
            outcomes=list(payment.outcomes),
        )


class SentBackFile(SentBackPayment):
    """The same with its bank file, which the bank is brought: its check figures, of which the bank asks for the last
    five characters of the SHA-1."""

    name: str
    message_id: str
    bytes: int
    sha1: str
    sha1_last_five: str
    sha256: str

    @classmethod
    def kept(cls, filed: Filed, record: ExportRecord) -> Self:
        """It with the record of its file."""
        return cls(
            **SentBackPayment.of(filed).model_dump(),
            name=record.name,
            message_id=record.message_id,
            bytes=record.bytes,
            sha1=record.sha1,
            sha1_last_five=record.sha1_last_five,
            sha256=record.sha256,
        )
