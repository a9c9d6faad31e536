"""Recalls of a filed month, for processes to live through: asked, agreed to, promised before the day, declined, met."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from services.clock import MovableClock
from services.database import Database, Session
from services.errors import Problem
from services.events import RecallState
from services.ids import SeededIds
from services.schedule.hand import Hand
from services.schedule.matching.matching import BY, match_next
from services.schedule.recalls.answering import take_answer
from services.schedule.recalls.asking import approve, ask
from services.schedule.recalls.recall import RecallReason
from services.schedule.recalls.repository import page_of_recalls
from services.schedule.recalls.watching import look
from services.schedule.statements.taking_in import take_in
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.caseload import ORGANISATION
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.recalls.answers import answer, of
from tests.schedule.statements.files import Line, camt, handed_in, stmt

_IS_KNOWN = text("select exists (select from payment_recall where end_to_end_id = :name)")
Own = tuple[str, int]
"""EndToEndId and cents of a payment of ours."""


async def live(url: str, early: Own, kept: Own, back: Own, process: int) -> None:
    """One is cancelled before its day, one declined, one comes back; what was done before is left as it is."""
    database = Database(url, "schedule", ids=SeededIds(f"recalls {process}"))
    for name, _ in (early, kept, back):
        await _once(database, name)
    async with database.reading(ORGANISATION) as session:
        waiting = await page_of_recalls(session, None, 9, RecallState.ASKED, None)
    for one in waiting:
        await _does(database, "els", partial(approve, recall_id=one.id))
    promised, declined = answer(of(early[0], "ACCR")), answer(of(kept[0], "RJCR", "CUST"), number=2)
    for content in (promised, declined):
        await _does(database, "piet", partial(take_answer, given=handed_in(content)))
    told = camt(stmt(Line(-back[1], back[0]), Line(back[1], back[0], return_code="FOCR"), opening=50_000_00))
    await _does(database, "piet", lambda s, h: take_in(s, h, handed_in(told)))
    goes_on = True
    while goes_on:
        async with database.transaction(ORGANISATION) as session:
            goes_on = await match_next(session, _hand(session, BY))
    async with database.transaction(ORGANISATION) as session:
        await look(session, _hand(session, BY, timedelta(days=60)))
    await database.close()


async def _once(database: Database, name: str) -> None:
    async with database.reading(ORGANISATION) as session:
        if (await session.execute(_IS_KNOWN, {"name": name})).scalar_one():
            return
    await _does(database, "piet", lambda s, h: ask(s, h, name, RecallReason.OUR_WISH, "It went to the old landlord."))


async def _does(database: Database, by: str, what: Callable[[Session, Hand], Awaitable[Any]]) -> None:
    with suppress(Problem):
        async with database.transaction(ORGANISATION) as session:
            await what(session, _hand(session, by))


def _hand(session: Any, by: str, later: timedelta = timedelta()) -> Hand:
    return Hand.of(session, by, MovableClock(FEBRUARY + later).now(), RULES, KEYRING)
