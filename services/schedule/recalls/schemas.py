"""Recalls, on the wire."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from services.events import RecallState
from services.schedule.recalls.answering import AnswerTaken
from services.schedule.recalls.asking import place
from services.schedule.recalls.recall import RecallReason
from services.schedule.recalls.tables import RecallRow, RecallStepRow
from services.schedule.statements.schemas import StatementFile
from services.schedule.why import Why
from services.sealing import Keyring
from services.wire import Instant, PageRequest, Wire


class NewPaymentRecall(Wire):
    """Which payment is asked back, for which of the reasons that banks know, and why in a sentence, which is sealed."""

    end_to_end_id: Annotated[str, StringConstraints(min_length=1, max_length=35)]
    reason: RecallReason
    why: Why


class PaymentRecall(Wire):
    """A recall of a payment. `answerDueOn` is the last day on which the bank answers, `answerCode` why it said so."""

    id: UUID
    household_id: UUID
    run_id: UUID
    end_to_end_id: str
    subject: Annotated[str, Field(examples=["rent/2026-03"])]
    reason: RecallReason
    state: RecallState
    asked_by: str
    asked_at: Instant
    approved_by: str | None
    answer_due_on: date | None
    answer_code: str | None

    @classmethod
    def of(cls, row: RecallRow) -> Self:
        """The recall as it is told."""
        return cls(**row.model_dump(include=set(PaymentRecall.model_fields)))


class RecallStep(Wire):
    """A state that a recall came into."""

    state: RecallState
    by: str
    at: Instant


class PaymentRecallInFull(PaymentRecall):
    """A recall with why it was asked for, and how it came to where it is."""

    why: str
    steps: list[RecallStep]

    @classmethod
    def opened(cls, row: RecallRow, steps: Sequence[RecallStepRow], keyring: Keyring) -> Self:
        """The recall as it is told to who reads all of it."""
        return cls(
            **PaymentRecall.of(row).model_dump(by_alias=False),
            why=keyring.unseal(row.why_sealed, place(row, "why")),
            steps=[RecallStep(state=one.state, by=one.by, at=one.at) for one in steps],
        )


class RecallAnswerFile(StatementFile):
    """What a bank answered to recalls, and how many that changed; of an answer that was known before, none."""

    changed: int
    known_before: bool

    @classmethod
    def taken(cls, answer: AnswerTaken) -> Self:
        """The answer as it is told when it was taken in."""
        told = StatementFile.of(answer.file).model_dump()
        return cls(**told, changed=answer.changed, known_before=answer.known_before)


class RecallFilter(PageRequest):
    """Which recalls are listed: all, or those in one state."""

    state: RecallState | None = None
