"""A line of a supplier's list of open items, and the word that it is. Pure.

A supplier without webhooks sends such a list once a month anyway. What a line says is the same word as its system would
tell, so it is acted upon by the same functions.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from services.months import Month, month_text
from services.notify.words.saying import (
    AmountChanged,
    ArrearsSignalled,
    ArrearsStage,
    BillBooked,
    BillNotBooked,
    CreditDue,
    PositiveMoney,
    Saying,
    WhyNotBooked,
)
from services.notify_events import WordType


class ItemState(StrEnum):
    """What a line says of a bill: it is booked as paid; it is open; it is another amount from that month on; the
    supplier owes it back; or a letter about it was written, and which one."""

    BOOKED = "booked"
    OPEN = "open"
    CHANGED = "changed"
    CREDIT = "credit"
    REMINDER = "reminder"
    FINAL_NOTICE = "final_notice"
    COLLECTION = "collection"
    ENDING = "ending"


class OpenItem(NamedTuple):
    """A line: of which customer's bill of a month it says what; cents, less than nothing for a credit.

    `day` is when it is due; of what is booked the day of booking, and of a letter the day that it bears.
    """

    number: int
    customer_number: str
    month: Month
    amount: int
    day: date
    state: ItemState


class Said(NamedTuple):
    """The word that a line is."""

    type: WordType
    word: Saying


def word_of(item: OpenItem, listed_on: date) -> Said | None:
    """What a line of a list of that day says; None of what is open and not due yet, for nobody has to do anything."""
    number, month = item.customer_number, month_text(item.month)
    sum_ = PositiveMoney(amount=abs(item.amount))
    match item.state:
        case ItemState.BOOKED:
            booked = BillBooked(customer_number=number, month=month, booked_on=item.day, sum=sum_)
            return Said(WordType.BILL_BOOKED, booked)
        case ItemState.OPEN if item.day >= listed_on:
            return None
        case ItemState.OPEN:
            reason = WhyNotBooked.NOT_RECEIVED
            return Said(WordType.BILL_NOT_BOOKED, BillNotBooked(customer_number=number, month=month, reason=reason))
        case ItemState.CHANGED:
            return Said(WordType.AMOUNT_CHANGED, AmountChanged(customer_number=number, from_month=month, sum=sum_))
        case ItemState.CREDIT:
            return Said(WordType.CREDIT_DUE, CreditDue(customer_number=number, sum=sum_))
        case _:
            letter = ArrearsSignalled(
                customer_number=number,
                month=month,
                sum=sum_,
                stage=ArrearsStage(item.state.value),
                letter_on=item.day,
            )
            return Said(WordType.ARREARS_SIGNALLED, letter)
