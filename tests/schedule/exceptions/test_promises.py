"""Each promise about exceptions is kept by what people did, and broken by who touches its rows."""

from collections.abc import AsyncIterator, Iterator

import pytest

from house.postgres import Cluster
from services.clock import MovableClock
from services.database import Database, as_service
from services.months import parse_month
from services.schedule.exceptions.said import Part
from services.schedule.exceptions.tables import BookingMeasure
from tests.schedule.exceptions.desk import Desk
from tests.schedule.matching.filed import OURS
from tests.schedule.payments.caseload import a_copy
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.statements.files import Line
from tests.schedule.test_promises import rewriting
from tests.superuser import copy_database, drop_database

MARCH = parse_month("2026-03")
_TOLD = "ontzorg_exceptions_told"

FAULTS: dict[str, tuple[str, dict[str, int]]] = {
    "an exception that ended and was not explained": (
        rewriting("bank_share", "delete from bank_share where amount = 500"),
        # nor was it received, nor is its share of the match all of it
        {"I3": 1, "I11": 1},
    ),
    "an exception that ended otherwise than its history says": (
        "update bank_exception set ended_as = 'split' where amount = 500",
        {"I12": 1},
    ),
    "an exception that is open and has ended": (
        "update bank_exception set ended_as = null, closed_at = null, closed_by = null where amount = 500",
        # it is not on suspense, and is explained
        {"I3": 1, "I11": 1, "I12": 1},
    ),
    "money that was written off by one person": (
        "alter table booking_decision drop constraint decided_by_another;"
        " update booking_decision set ended_by = asked_by where what = 'write_off'",
        {"I13": 1},
    ),
    "money that was written off and nobody said so": (
        "delete from booking_decision where what = 'write_off'",
        {"I13": 1},
    ),
    "money that was written off and stands on suspense": (
        "update bank_exception set ended_as = 'explained' where amount = 900",
        # nor is it off the books, nor what its history says
        {"I3": 2, "I12": 1},
    ),
    "a decision about an exception that has ended": (
        "alter table booking_decision drop constraint decided_by_another, drop constraint ended_as_a_whole;"
        " update booking_decision set ended_as = null, ended_by = null, ended_at = null where what = 'send_back'",
        # nor did two people send it back
        {"I13": 2},
    ),
    "an outcome that was taken back and stands": (
        rewriting("payment_outcome", "delete from payment_outcome where takes_back is not null"),
        {"I11": 1},
    ),
    "a correction of a payment that is not in the ledger": (
        "alter table ledger_entry disable trigger user; set constraints all immediate;"
        " update ledger_entry set corrects = 'else' where corrects = 'rent/2026-03'; alter table ledger_entry enable"
        " trigger user",
        {"I11": 1},
    ),
    "a toeslag that a booking brought and nobody was given": (
        "insert into toeslag_arrival (organisation_id, household_id, toeslag, arrived_on, told, first_month,"
        " last_month, amount, account, statement_id, entry, part, told_by, told_at)"
        " select organisation_id, (select id from household order by id limit 1), 'zorgtoeslag', booked_on, 'a', 24314,"
        " 24314, amount, 'budget', statement_id, entry, part, 'els', raised_at from bank_exception where amount = 700",
        {"I15": 1},
    ),
    "an exception that somebody took and nobody gave": (
        "update bank_exception set owner = 'roos' where amount = 700",
        {"I12": 1},
    ),
    "a booking with two verdicts": (
        "insert into bank_match (organisation_id, statement_id, entry, part, rule, outcome, payments, amount)"
        " select organisation_id, statement_id, entry, part, 'remembered', 'received', 1, amount"
        " from bank_exception where amount = 500",
        {"I6": 1},
    ),
    "money that was sent back and stands on suspense": (
        "update bank_exception set ended_as = 'explained' where amount = 1100",
        # nor is it sent back, nor what its history says
        {"I3": 1, "I4": 1, "I12": 1},
    ),
    "money that was sent back by nobody's payment": (
        rewriting("sent_back", "delete from sent_back"),
        # nor is its file anybody's, nor what stands so in our books
        {"I3": 1, "I4": 1, "I14": 1},
    ),
    "a payment back of another amount than its file": (
        rewriting("sent_back", "update sent_back set amount = 5"),
        {"I3": 1, "I4": 1, "I14": 1},
    ),
    "money that one person sent back": (
        "alter table booking_decision drop constraint decided_by_another;"
        " update booking_decision set ended_by = asked_by where what = 'send_back'",
        # by the promise of all that takes two, and by that of what is sent back
        {"I13": 2},
    ),
    "a booking of a payment back that told nothing": (
        "insert into bank_match (organisation_id, statement_id, entry, part, rule, outcome, payments, amount)"
        " select organisation_id, statement_id, entry, part, 'end_to_end_id', 'sent_back', 1, amount"
        " from bank_exception where amount = 700",
        # nor is one booking both matched and an exception
        {"I6": 2},
    ),
    "history without its trigger": ("drop trigger is_append_only on bank_exception_step", {"I12": 1}),
}


@pytest.fixture(scope="module")
async def told(cluster: Cluster, filed: str) -> AsyncIterator[str]:
    """The name of a database with money that was matched, that waits, was written off and was sent back; and with a
    debit that was wrongly taken for a payment of ours."""
    url = copy_database(cluster, filed, _TOLD)
    database = Database(as_service(url, "schedule"), "schedule")
    desk = Desk(database, OURS, MovableClock(FEBRUARY), url)
    rent = desk.payment("rent")
    nameless = Line(-rent.amount, "202603" + "f" * 24)
    await desk.says(Line(5_00), Line(7_00), Line(9_00), Line(11_00, iban="NL02ABNA0123456789"), nameless)
    _, _, off, back, wrong = desk.places()
    await desk.identifies(wrong, rent.end_to_end_id)
    await desk.asks(wrong, BookingMeasure.TAKE_BACK)
    await desk.approves(await desk.asks(off, BookingMeasure.WRITE_OFF))
    await desk.approves(await desk.asks(back, BookingMeasure.SEND_BACK))
    await desk.matches(desk.places()[0], Part(desk.households()[0], "other", MARCH, 0))
    await database.close()
    yield _TOLD
    drop_database(cluster, _TOLD)


@pytest.fixture
def admin_url(cluster: Cluster, told: str) -> Iterator[str]:
    """A copy of it for each who breaks something."""
    with a_copy(cluster, told) as copy:
        yield copy.admin_url


async def test_what_people_did_keeps_every_promise(desk: Desk) -> None:
    assert desk.broken() == {}


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_somebody_breaks_is_found_and_nothing_else(fault: str, desk: Desk) -> None:
    statement, wanted = FAULTS[fault]
    desk.does(statement)
    assert desk.broken() == wanted
