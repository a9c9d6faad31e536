"""Each promise about statements is kept by what was taken in, and broken by who touches its rows."""

from datetime import date

import pytest

from services.schedule.statements.promises import PROMISES
from tests.schedule.instructions.desk import asked
from tests.schedule.statements.bank_desk import BankDesk
from tests.schedule.statements.files import Line, camt, stmt
from tests.schedule.test_promises import rewriting
from tests.superuser import as_superuser

FIRST = "statement_id = '2026-1'"
FAULTS: dict[str, tuple[str, dict[str, int]]] = {
    "a booking that is gone": (
        rewriting("bank_booking", "delete from bank_booking where amount = 2"),
        {"I15": 1},
    ),
    "a booking of another amount": (
        rewriting("bank_booking", "update bank_booking set entry_amount = 1, amount = 1 where amount = 2"),
        {"I15": 1},
    ),
    "bookings of no statement": (
        "insert into bank_booking (organisation_id, statement_id, entry, part, amount, entry_amount, direction, status,"
        " booked_on, is_reversal) select organisation_id, file_id, 1, 1, 5, 5, 'debit', 'booked', as_of, false"
        f" from statement where {FIRST}",
        {"I15": 1},
    ),
    "a statement that is there twice": (
        "drop index statement_is_known; update statement set statement_id = '2026-1', as_of = '2026-03-03'"
        " where statement_id = '2026-2'",
        {"I15": 1},
    ),
    "a closing balance that was improved": (
        f"update statement set closing = closing + 1 where {FIRST}",
        # nor does the next one begin with it
        {"I26": 2},
    ),
    "a statement of which it is denied that it does not close": (
        "update statement set difference = 0, proof = 'closes' where let_in_by is not null",
        {"I26": 1},
    ),
    "an account that stands elsewhere": ("update statement_account set closing = closing + 1", {"I26": 1}),
    "an account that begins elsewhere": ("update statement_account set begins = begins + 1", {"I26": 1}),
    "a statement of before the first that is said to be the last": (
        "update statement set precedes = false where statement_id = '2026-0'",
        # it does not begin where the account stood, nor does that stand or begin so
        {"I26": 3},
    ),
    "a statement in between that is gone": (
        "alter table statement disable trigger all; update statement set state = 'set_aside', place = null"
        " where statement_id = '2026-2'",
        # and its history tells otherwise
        {"I26": 1, "I12": 1},
    ),
    "who handed it in let it in": (
        "alter table statement drop constraint second_person;"
        " update statement set let_in_by = handed_in_by where let_in_by is not null",
        {"I13": 1},
    ),
    "history without its trigger": ("drop trigger is_append_only on bank_booking", {"I12": 1}),
}


@pytest.fixture
async def taken(desk: BankDesk) -> None:
    """A day, one without balances, one that closes both, one that was let in, one that waits, and one of before all."""
    await desk.take(stmt(Line(-1), Line(10)))
    await desk.take(stmt(Line(-2), number=2, opening=None, on=date(2026, 3, 4)))
    await desk.take(stmt(Line(-3), number=3, opening=1_000_07, on=date(2026, 3, 5)))
    stopped = await desk.take_in(camt(stmt(Line(-4), number=4, opening=1_000_04, closing=9, on=date(2026, 3, 6))))
    await desk.let_in(stopped.statements[0].statement.id)
    await desk.take(stmt(Line(-5), number=9, opening=77, on=date(2026, 3, 9)))
    await desk.take(stmt(Line(-6), number=0, opening=1_000_06, on=date(2026, 3, 2)))


def broken(admin_url: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for promise in PROMISES:
        if offenders := len(asked(admin_url, promise.offenders)):
            found[promise.number] = found.get(promise.number, 0) + offenders
    return found


async def test_what_was_taken_in_keeps_every_promise(taken: None, desk: BankDesk) -> None:
    assert [state for _, state, _ in desk.states()] == [*["taken"] * 5, "waits"]
    assert broken(desk.admin_url) == {}


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_somebody_breaks_is_found_and_nothing_else(fault: str, taken: None, admin_url: str) -> None:
    statement, wanted = FAULTS[fault]
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute(statement.encode())
    assert broken(admin_url) == wanted
