"""Arrears: a supplier says that a bill is not paid, and we know whether it is."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from services.events.costs import PaidCost
from services.events.event import Event, Month, PaymentName


class ArrearsState(StrEnum):
    """What we know of a bill that is said not to be paid: we paid it, or it is open for all or some of it."""

    REFUTED = "refuted"
    OPEN = "open"


class ArrearsEvent(StrEnum):
    """What became of the news that a bill is not paid: refuted with the proof, or somebody's alarm."""

    REFUTE = "refute"
    ALARM = "alarm"


class ArrearsAnswered(Event):
    """Somebody told of a letter about a bill that is not paid: we paid it, as is shown, or it is open.

    What was paid is named as the bank knows it: `amount` in cents, on `paidOn`, by the payment `endToEndId`. `wordId`
    is the supplier's own word about it, where it told so itself.
    """

    type = "nl.ontzorg.schedule.arrears.answered"
    about = "arrears_id"
    household_id: UUID
    arrears_id: UUID
    supplier_id: UUID
    word_id: UUID | None = None
    cost: PaidCost | None = None
    month: Month
    happened: ArrearsEvent
    state: ArrearsState
    paid_on: date | None = None
    amount: int | None = None
    end_to_end_id: PaymentName | None = None
