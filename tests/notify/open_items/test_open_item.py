"""What a line of a list of open items says is the word that a supplier's system would tell."""

from datetime import date

import pytest

from services.months import parse_month
from services.notify.open_items.open_item import ItemState, OpenItem, Said, word_of
from services.notify.words.saying import (
    AmountChanged,
    ArrearsSignalled,
    ArrearsStage,
    BillBooked,
    BillNotBooked,
    CreditDue,
    PositiveMoney,
    WhyNotBooked,
)
from services.notify_events import WordType

LISTED = date(2026, 4, 3)
DAY = date(2026, 3, 1)
ITEM = OpenItem(2, "KL-20391", parse_month("2026-03"), 566_93, DAY, ItemState.OPEN)
SUM = PositiveMoney(amount=566_93)


def a_letter(stage: ArrearsStage) -> Said:
    word = ArrearsSignalled(customer_number="KL-20391", month="2026-03", sum=SUM, stage=stage, letter_on=DAY)
    return Said(WordType.ARREARS_SIGNALLED, word)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (
            ItemState.BOOKED,
            Said(
                WordType.BILL_BOOKED,
                BillBooked(customer_number="KL-20391", month="2026-03", booked_on=DAY, sum=SUM),
            ),
        ),
        (
            ItemState.OPEN,
            Said(
                WordType.BILL_NOT_BOOKED,
                BillNotBooked(customer_number="KL-20391", month="2026-03", reason=WhyNotBooked.NOT_RECEIVED),
            ),
        ),
        (
            ItemState.CHANGED,
            Said(WordType.AMOUNT_CHANGED, AmountChanged(customer_number="KL-20391", from_month="2026-03", sum=SUM)),
        ),
        (ItemState.REMINDER, a_letter(ArrearsStage.REMINDER)),
        (ItemState.FINAL_NOTICE, a_letter(ArrearsStage.FINAL_NOTICE)),
        (ItemState.COLLECTION, a_letter(ArrearsStage.COLLECTION)),
        (ItemState.ENDING, a_letter(ArrearsStage.ENDING)),
    ],
)
def test_each_state_of_a_bill_is_a_word_about_it(state: ItemState, said: Said) -> None:
    assert word_of(ITEM._replace(state=state), LISTED) == said


def test_a_credit_is_told_as_what_the_supplier_owes() -> None:
    said = word_of(ITEM._replace(state=ItemState.CREDIT, amount=-566_93), LISTED)
    assert said == Said(WordType.CREDIT_DUE, CreditDue(customer_number="KL-20391", sum=SUM))


@pytest.mark.parametrize(("day", "is_said"), [(LISTED, False), (date(2026, 4, 4), False), (date(2026, 4, 2), True)])
def test_what_is_open_and_not_due_yet_is_nothing_to_say(day: date, is_said: bool) -> None:
    assert (word_of(ITEM._replace(day=day), LISTED) is not None) is is_said
