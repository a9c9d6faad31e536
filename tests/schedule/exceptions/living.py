"""Exceptions of a filed month, for processes to live through: matched, split, identified, looked at again, written off,
one of which the match is taken back, one that is sent back, one that is asked of our own bank, and a pair that was
none."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.clock import MovableClock
from services.database import Database, Session
from services.ids import SeededIds
from services.months import parse_month
from services.schedule.exceptions import by_hand
from services.schedule.exceptions.again import LookingAgain
from services.schedule.exceptions.deciding import approve, ask, open_decisions
from services.schedule.exceptions.learning import Remember
from services.schedule.exceptions.owning import give_to
from services.schedule.exceptions.said import Part
from services.schedule.exceptions.standing import ExceptionHasEnded
from services.schedule.exceptions.tables import BookingMeasure
from services.schedule.hand import Hand
from services.schedule.matching.booked import Place
from services.schedule.matching.matching import BY, match_next
from services.schedule.sent_back.refund import Ground
from services.schedule.statements.taking_in import take_in
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.caseload import ORGANISATION
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.statements.files import Line, camt, handed_in, stmt

_ASKED = text(
    "select count(*) from booking_decision where statement_id = :statement_id and entry = :entry and part = :part"
)
_PAYERS = text("select id from remembered_payer")
WHY = "The client showed the letter about this payment."
MARCH = parse_month("2026-03")
Own = tuple[str, int]
"""EndToEndId and cents of a payment of ours."""


def statement_of(own: Own) -> bytes:
    """Money that comes twice a month, money of two households, a payment that lost its name, four of nobody's, and a
    debit with what looks like its refund."""
    alimony = Line(150_00, text="Alimentatie kind 7781")
    nameless = Line(-own[1], "202603" + "f" * 24)
    nobodys = (Line(5_00), Line(6_00), Line(7_00, iban="NL02ABNA0123456789"), Line(-8_00, mandate="UMR-1"))
    pair = (Line(-9_00, mandate="UMR-2"), Line(9_00, mandate="UMR-2"))
    return camt(stmt(alimony, alimony, Line(300_00), nameless, *nobodys, *pair, opening=50_000_00))


async def live(url: str, content: bytes, own: Own, households: tuple[UUID, UUID], process: int) -> None:
    """Take the statement in, match it, and let Els look at what is odd; what was done before is left as it is."""
    database = Database(url, "schedule", ids=SeededIds(f"exceptions {process}"))
    async with database.transaction(ORGANISATION) as session:
        taken = await take_in(session, _hand(session, "piet"), handed_in(content))
        statement_id = taken.statements[0].statement.id
    goes_on = True
    while goes_on:
        async with database.transaction(ORGANISATION) as session:
            goes_on = await match_next(session, _hand(session, BY))
    one, other = households
    first, third, fourth = (Place(statement_id, entry, 1) for entry in (1, 3, 4))
    halves = [Part(one, "grant", MARCH, 100_00), Part(other, "grant", MARCH, 200_00)]
    remember = Remember(["7781"], 150_00)
    await _does(database, lambda s, h: by_hand.match(s, h, first, Part(one, "other", MARCH - 1, 0), WHY, remember))
    await _does(database, lambda s, h: by_hand.split(s, h, third, halves, WHY))
    await _identify_twice(database, fourth, own[0])
    off, back, sent, drawn = (Place(statement_id, entry, 1) for entry in (5, 6, 7, 8))
    await _decide(database, off, back, Part(one, "grant", MARCH, 0))
    await _send_back(database, sent, drawn)
    await _take_pair_back(database, Place(statement_id, 10, 1))
    await _approve(database)
    async with database.reading(ORGANISATION) as session:
        (payer,) = (await session.execute(_PAYERS)).scalars()
    clock = MovableClock(FEBRUARY)
    await LookingAgain(database, clock, RULES, KEYRING).look(str(ORGANISATION), payer_id=str(payer))
    await database.close()


async def _identify_twice(database: Database, place: Place, end_to_end_id: str) -> None:
    """A booking is a payment of ours, which is taken back and said once more."""
    await _does(database, lambda s, h: by_hand.match_payment(s, h, place, end_to_end_id, WHY))
    if not await _was_asked(database, place):
        await _does(database, lambda s, h: ask(s, h, place, BookingMeasure.TAKE_BACK, WHY))
    await _does(database, lambda s, h: by_hand.match_payment(s, h, place, end_to_end_id, WHY))


async def _decide(database: Database, off: Place, back: Place, part: Part) -> None:
    """One is to be written off, and one is matched and that to be taken back."""
    if not await _was_asked(database, off):
        await _does(database, lambda s, h: ask(s, h, off, BookingMeasure.WRITE_OFF, WHY))
    if not await _was_asked(database, back):
        await _does(database, lambda s, h: by_hand.match(s, h, back, part, WHY))
        await _does(database, lambda s, h: ask(s, h, back, BookingMeasure.TAKE_BACK, WHY))


async def _send_back(database: Database, sent: Place, drawn: Place) -> None:
    """What came in is given to Els and goes back, and what was drawn is asked back."""
    await _does(database, lambda s, h: give_to(s, h, sent, "els"))
    if not await _was_asked(database, sent):
        await _does(database, lambda s, h: ask(s, h, sent, BookingMeasure.SEND_BACK, WHY))
    if not await _was_asked(database, drawn):
        await _does(database, lambda s, h: ask(s, h, drawn, BookingMeasure.SEND_BACK, WHY, Ground.UNAUTHORISED))


async def _take_pair_back(database: Database, refund: Place) -> None:
    """What was taken for a refund was none."""
    if not await _was_asked(database, refund):
        await _does(database, lambda s, h: ask(s, h, refund, BookingMeasure.TAKE_BACK, WHY))


async def _approve(database: Database) -> None:
    """What Els asked, Piet approves."""
    async with database.reading(ORGANISATION) as session:
        waiting = [one.id for one in await open_decisions(session, None, 9)]
    for one in waiting:
        async with database.transaction(ORGANISATION) as session:
            await approve(session, _hand(session, "piet"), one)


async def _was_asked(database: Database, place: Place) -> bool:
    async with database.reading(ORGANISATION) as session:
        return bool((await session.execute(_ASKED, place._asdict())).scalar_one())


async def _does(database: Database, what: Callable[[Session, Hand], Awaitable[Any]]) -> None:
    with suppress(ExceptionHasEnded):
        async with database.transaction(ORGANISATION) as session:
            await what(session, _hand(session, "els"))


def _hand(session: Any, by: str) -> Hand:
    return Hand.of(session, by, MovableClock(FEBRUARY).now(), RULES, KEYRING)
