"""Taking in what the bank says: once, whole, and each statement behind the one before it."""

import hashlib
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.database import Database
from services.events import StatementState
from services.schedule.statements.faults import UnreadableBankFile
from services.schedule.statements.keeping import kept
from services.schedule.statements.letting_in import SameHand
from services.schedule.statements.stepping import StatementIsDone
from services.schedule.statements.taking_in import NotOurAccount, StatementDiffers
from tests.schedule.households.builders import KEYRING
from tests.schedule.rows import changed, everything
from tests.schedule.statements.bank_desk import BankDesk
from tests.schedule.statements.files import DAY, Line, camt, stmt

TAKEN, WAITS, STOPPED = StatementState.TAKEN, StatementState.WAITS, StatementState.STOPPED
RENT = Line(-620_00, "202603" + "a" * 24)


async def test_a_statement_is_taken_in_with_every_booking(desk: BankDesk) -> None:
    assert await desk.take(stmt(RENT, Line(322_00, text="voorschot huurtoeslag"))) == [TAKEN]
    bookings = desk.rows("select entry, amount, direction, status, our_id from schedule.bank_booking order by entry")
    assert [tuple(row.values()) for row in bookings] == [
        (1, 620_00, "debit", "booked", RENT.end_to_end_id),
        (2, 322_00, "credit", "booked", None),
    ]
    (account,) = desk.rows("select closing, moved_since, taken from schedule.statement_account")
    assert account == {"closing": 702_00, "moved_since": 0, "taken": 1}


ACCOUNT_ROW = "select closing, begins, begins_on, taken from schedule.statement_account"


async def test_a_second_statement_that_comes_before_the_first_begins_the_chain_and_the_first_goes_before_it(
    desk: BankDesk,
) -> None:
    assert await desk.take(stmt(Line(-5_00), number=2, opening=900_00)) == [TAKEN]
    assert desk.rows(ACCOUNT_ROW) == [{"closing": 895_00, "begins": 900_00, "begins_on": DAY, "taken": 1}]
    before = [DAY - timedelta(days) for days in (2, 1)]
    older = stmt(Line(-40_00), number=0, opening=1_000_00, on=before[0])
    assert await desk.take(older) == [WAITS]
    assert await desk.take(stmt(Line(-60_00), number=1, opening=960_00, on=before[1])) == [TAKEN]
    assert desk.states() == [("2026-0", "taken", 3), ("2026-1", "taken", 2), ("2026-2", "taken", 1)]
    assert desk.rows(ACCOUNT_ROW) == [{"closing": 895_00, "begins": 1_000_00, "begins_on": before[0], "taken": 3}]
    assert await desk.take(stmt(Line(1_00), number=3, opening=895_00, on=DAY + timedelta(1))) == [TAKEN]


async def test_what_comes_after_a_gap_and_ends_with_what_the_account_began_with_waits(desk: BankDesk) -> None:
    assert await desk.take(stmt(Line(-5_00), opening=900_00)) == [TAKEN]
    later = stmt(Line(-100_00), number=5, opening=1_000_00, on=DAY + timedelta(9))
    assert await desk.take(later) == [WAITS]


async def test_nothing_of_a_booking_that_names_somebody_is_in_clear(desk: BankDesk) -> None:
    await desk.take(stmt(RENT))
    (row,) = desk.rows("select bank_booking::text as said, content from schedule.bank_booking")
    assert [word for word in (RENT.name, RENT.iban, RENT.text) if word in row["said"]] == []
    assert b"Proefflat" not in row["content"]


async def test_the_file_is_kept_to_the_byte(desk: BankDesk, database: Database, organisation: UUID) -> None:
    content = camt(stmt(*[Line(-n, text=hashlib.sha256(bytes([n])).hexdigest()) for n in range(1, 200)]))
    taken = await desk.take_in(content)
    async with database.reading(organisation) as session:
        pieces = [piece async for piece in kept(session, KEYRING, taken.file.id)]
    assert b"".join(pieces) == content


async def test_the_same_file_three_times_is_taken_in_once(desk: BankDesk) -> None:
    content = camt(stmt(RENT))
    first = await desk.take_in(content)
    before = everything(desk.admin_url)
    for _ in range(2):
        again = await desk.take_in(content, name="another name.xml")
        assert (again.known_before, again.file.id) == (True, first.file.id)
        assert [one.known_before for one in again.statements] == [True]
    assert changed(before, everything(desk.admin_url)) == []


async def test_the_same_statement_in_another_file_is_known_and_not_booked_again(desk: BankDesk) -> None:
    await desk.take_in(camt(stmt(RENT)))
    again = await desk.take_in(camt(stmt(RENT), stmt(Line(-5_00), number=2, opening=380_00, on=date(2026, 3, 4))))
    assert [(one.known_before, one.statement.state) for one in again.statements] == [(True, TAKEN), (False, TAKEN)]
    assert desk.rows("select count(*) from schedule.bank_booking") == [{"count": 2}]


async def test_a_statement_that_was_taken_in_cannot_come_again_saying_something_else(desk: BankDesk) -> None:
    await desk.take_in(camt(stmt(RENT)))
    before = everything(desk.admin_url)
    with pytest.raises(StatementDiffers, match="2026-1 of 2026-03-03"):
        await desk.take_in(camt(stmt(RENT._replace(cents=-62_00))))
    assert changed(before, everything(desk.admin_url)) == []


async def test_a_file_that_is_cut_off_leaves_nothing_behind(desk: BankDesk) -> None:
    before = everything(desk.admin_url)
    with pytest.raises(UnreadableBankFile):
        await desk.take_in(camt(stmt(RENT), stmt(RENT, number=2, opening=380_00))[:-60])
    assert changed(before, everything(desk.admin_url)) == []


async def test_a_statement_of_an_account_that_is_not_ours_is_refused_with_its_whole_file(desk: BankDesk) -> None:
    before = everything(desk.admin_url)
    with pytest.raises(NotOurAccount):
        await desk.take_in(camt(stmt(RENT), stmt(RENT, account="NL08INGB0000001234")))
    assert changed(before, everything(desk.admin_url)) == []


async def test_a_statement_behind_a_gap_waits_and_goes_on_by_itself_when_the_missing_one_comes(desk: BankDesk) -> None:
    days = [stmt(Line(-n * 100), number=n, opening=opening, on=date(2026, 3, n)) for n, opening in
            ((1, 100_00), (2, 99_00), (3, 97_00), (4, 94_00))]  # fmt: skip
    assert await desk.take(days[0]) == [TAKEN]
    assert await desk.take(days[3]) == [WAITS]
    assert await desk.take(days[2]) == [WAITS]
    assert await desk.take(days[1]) == [TAKEN]
    assert desk.states() == [(f"2026-{n}", "taken", n) for n in (1, 2, 3, 4)]
    (account,) = desk.rows("select closing, taken from schedule.statement_account")
    assert account == {"closing": 90_00, "taken": 4}


async def test_a_statement_that_does_not_close_is_stopped_until_a_second_person_lets_it_in(desk: BankDesk) -> None:
    taken = await desk.take_in(camt(stmt(RENT, closing=379_99)))
    (stopped,) = (one.statement for one in taken.statements)
    assert (stopped.state, stopped.difference) == (STOPPED, -1)
    before = everything(desk.admin_url)
    with pytest.raises(SameHand):
        await desk.let_in(stopped.id, by="piet")
    assert changed(before, everything(desk.admin_url)) == []
    assert await desk.let_in(stopped.id) is TAKEN
    (row,) = desk.rows("select state, let_in_by, handed_in_by from schedule.statement")
    assert row == {"state": "taken", "let_in_by": "els", "handed_in_by": "piet"}
    (account,) = desk.rows("select closing from schedule.statement_account")
    assert account == {"closing": 379_99}


async def test_what_was_let_in_or_set_aside_stays_so(desk: BankDesk) -> None:
    taken = await desk.take_in(camt(stmt(RENT, closing=1)))
    statement_id = taken.statements[0].statement.id
    assert await desk.set_aside(statement_id) is StatementState.SET_ASIDE
    with pytest.raises(StatementIsDone):
        await desk.let_in(statement_id)
    assert desk.rows("select taken from schedule.statement_account") == []


async def test_a_statement_that_the_bank_corrects_replaces_the_one_that_did_not_close(desk: BankDesk) -> None:
    assert await desk.take(stmt(RENT, closing=1)) == [STOPPED]
    assert await desk.take(stmt(RENT)) == [TAKEN]
    assert desk.states() == [("2026-1", "replaced", None), ("2026-1", "taken", 1)]


async def test_a_second_person_may_let_in_a_statement_behind_a_gap_and_the_account_stands_where_it_ends(
    desk: BankDesk,
) -> None:
    await desk.take(stmt(RENT))
    taken = await desk.take_in(camt(stmt(Line(-1_00), number=9, opening=50_00, on=date(2026, 3, 9))))
    assert await desk.let_in(taken.statements[0].statement.id) is TAKEN
    assert await desk.take(stmt(Line(-1_00), number=10, opening=49_00, on=date(2026, 3, 10))) == [TAKEN]


async def test_a_statement_without_balances_is_taken_in_and_marked_unproven(desk: BankDesk) -> None:
    assert await desk.take(stmt(RENT, opening=None)) == [TAKEN]
    (row,) = desk.rows("select proof, difference, opening, closing from schedule.statement")
    assert row == {"proof": "unproven", "difference": 0, "opening": None, "closing": None}


async def test_unproven_statements_that_say_the_same_under_two_numbers_are_stopped(desk: BankDesk) -> None:
    assert await desk.take(stmt(RENT, opening=None)) == [TAKEN]
    assert await desk.take(stmt(RENT, opening=None, statement_id="anew")) == [STOPPED]
    assert desk.rows("select doubts from schedule.statement where statement_id = 'anew'") == [
        {"doubts": ["same_as_another"]}
    ]


async def test_pending_entries_are_kept_and_move_nothing(desk: BankDesk) -> None:
    assert await desk.take(stmt(Line(-1_00), Line(-99_00, status="PDNG"))) == [TAKEN]
    (row,) = desk.rows("select went_out, entries, booked, bookings from schedule.statement")
    assert row == {"went_out": 1_00, "entries": 2, "booked": 1, "bookings": 2}


async def test_every_step_is_a_row_and_an_event(desk: BankDesk) -> None:
    taken = await desk.take_in(camt(stmt(RENT, closing=1)))
    statement_id = taken.statements[0].statement.id
    await desk.let_in(statement_id)
    history = desk.rows("select state, by, reason_sealed is null as silent from schedule.statement_history")
    assert [tuple(row.values()) for row in history] == [("stopped", "piet", True), ("taken", "els", False)]
    events = desk.rows("select data from schedule.outbox where type = 'nl.ontzorg.schedule.statement.received'")
    assert [event["data"]["state"] for event in events] == ["stopped", "taken"]
    assert events[0]["data"]["asOf"] == DAY.isoformat()
