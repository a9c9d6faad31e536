"""Each promise about matching is kept by what the bank said, and broken by who touches its rows."""

import pytest

from tests.schedule.matching.treasury import Treasury
from tests.schedule.statements.files import Line
from tests.schedule.test_promises import rewriting
from tests.superuser import as_superuser

FAULTS: dict[str, tuple[str, dict[str, int]]] = {
    "a booking that was passed over": (
        "delete from bank_exception where oddity = 'unknown_credit'",
        # nor is what the statement shows in our books, or anything on suspense
        {"I3": 2, "I6": 1},
    ),
    "a match of other payments": (
        rewriting("bank_match", "update bank_match set payments = payments + 1 where outcome = 'returned'"),
        {"I6": 1},
    ),
    "a match of another amount": (
        rewriting("bank_match", "update bank_match set amount = amount + 1 where outcome = 'returned'"),
        # nor is that what left the bank in our books
        {"I3": 1, "I6": 1},
    ),
    "a payment that is said to have come back": (
        "update payment set live = false, came_back = 'returned' where purpose = 'water'"
        " and household_id = (select id from household order by id limit 1)",
        {"I12": 1},
    ),
    "money that came back and is not in the ledger": (
        "alter table ledger_entry disable trigger user; set constraints all immediate;"
        " update ledger_entry set corrects = 'else' where corrects = 'rent/2026-03'; alter table ledger_entry enable"
        " trigger user",
        {"I11": 1},
    ),
    "history without its trigger": ("drop trigger is_append_only on payment_outcome", {"I12": 1}),
}


@pytest.fixture
async def told(treasury: Treasury) -> None:
    """A month that was executed, of which a rent came back, and money that nobody knows."""
    await treasury.says(*[one.line() for one in treasury.payments()], Line(322_00))
    rent = treasury.payment("rent")
    await treasury.says(rent.line(rent.amount, return_code="AC04"))


async def test_what_the_bank_said_keeps_every_promise(told: None, treasury: Treasury) -> None:
    assert treasury.broken() == {}


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_somebody_breaks_is_found_and_nothing_else(fault: str, told: None, treasury: Treasury) -> None:
    statement, wanted = FAULTS[fault]
    with as_superuser(treasury.admin_url, "schedule") as connection:
        connection.execute(statement.encode())
    assert treasury.broken() == wanted
