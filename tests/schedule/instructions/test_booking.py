"""What is booked for an answer: exact entries."""

from datetime import date
from uuid import UUID

from services.months import parse_month
from services.schedule.instructions.answer_file import Given
from services.schedule.instructions.booking import Reserve, book
from services.schedule.instructions.instruction import Outcome
from services.schedule.ledger.entry import Entry

HOUSEHOLD = UUID("019ca6b1-0000-7000-8000-000000000001")
MONTH = parse_month("2026-03")
TODAY = date(2026, 2, 27)
RENT = Reserve(HOUSEHOLD, MONTH, "rent/2026-03", 62000)


def told(entries: tuple[Entry, ...]) -> list[tuple[str, str, str, str, int]]:
    assert all(one.book_id == HOUSEHOLD and one.month == MONTH and one.booked_on == TODAY for one in entries)
    return [(one.subject, one.stage, one.debit, one.credit, one.amount) for one in entries]


def test_what_was_withheld_is_executed_and_leaves_clearing_for_the_benefit() -> None:
    booking = book(RENT, Given(Outcome.WITHHELD, 62000), TODAY)
    assert told(booking.first) == [
        ("rent/2026-03", "executed", "budget", "clearing", 62000),
        ("rent/2026-03/withheld", "posted", "clearing", "benefit", 62000),
    ]
    assert booking.then == ()


def test_what_was_refused_is_free_again() -> None:
    booking = book(RENT, Given(Outcome.REFUSED, 0), TODAY)
    assert told(booking.first) == [("rent/2026-03", "released", "budget", "clearing", 62000)]
    assert booking.then == ()


def test_of_what_was_withheld_in_part_the_part_is_the_next_attempt() -> None:
    booking = book(RENT._replace(subject="rent/2026-03#2"), Given(Outcome.WITHHELD_PARTLY, 40000), TODAY)
    assert told(booking.first) == [
        ("rent/2026-03#2", "released", "budget", "clearing", 62000),
        ("rent/2026-03#3", "pending", "budget", "clearing", 40000),
    ]
    assert told(booking.then) == [
        ("rent/2026-03#3", "executed", "budget", "clearing", 40000),
        ("rent/2026-03#3/withheld", "posted", "clearing", "benefit", 40000),
    ]
