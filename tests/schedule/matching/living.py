"""What the bank says of a filed month, for processes to live through: executed, come back twice over, unknown, and
rejected after it was executed, which somebody explains."""

from contextlib import suppress
from datetime import date
from typing import Any

from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from services.schedule.hand import Hand
from services.schedule.matching.deciding_by_hand import ExplainedBefore, explain
from services.schedule.matching.matching import BY, match_next
from services.schedule.matching.reporting import take_report
from services.schedule.statements.taking_in import take_in
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.caseload import ORGANISATION
from tests.schedule.payments.runs import FEBRUARY
from tests.schedule.statements.files import Line, camt, handed_in, stmt

Known = list[tuple[str, int, str]]
"""EndToEndId, cents and purpose of each payment that stands in a file."""

_A_FEW = 4


def statement_of(payments: Known, rejected: str) -> bytes:
    """Each payment but the rejected one is booked, a rent and a leefgeld come back, and there is money of nobody."""
    lines = [Line(-cents, own_id) for own_id, cents, _ in payments if own_id != rejected]
    for purpose, code in (("rent", "AC04"), ("leefgeld", "MS03")):
        own_id, cents, _ = next(one for one in payments if one[2] == purpose)
        lines.append(Line(cents, own_id, return_code=code))
    return camt(stmt(*lines, Line(-7_00), opening=50_000_00, on=date(2026, 3, 31)))


async def receive(url: str, rejects: bytes, content: bytes, too_late: bytes, process: int) -> None:
    """Take in a report, then the statement, and match that, a few bookings at a time; then a report against it, which
    Els explains. No two processes give the same ids."""
    database = Database(url, "schedule", ids=SeededIds(f"treasury {process}"))
    async with database.transaction(ORGANISATION) as session:
        await take_report(session, _hand(session, "piet"), handed_in(rejects))
    async with database.transaction(ORGANISATION) as session:
        await take_in(session, _hand(session, "piet"), handed_in(content))
    goes_on = True
    while goes_on:
        async with database.transaction(ORGANISATION) as session:
            goes_on = await match_next(session, _hand(session, BY), _A_FEW)
    async with database.transaction(ORGANISATION) as session:
        report = (await take_report(session, _hand(session, "piet"), handed_in(too_late))).file
    with suppress(ExplainedBefore):
        async with database.transaction(ORGANISATION) as session:
            await explain(session, _hand(session, "els"), report.id, 1, 1, "The bank took its report back.")
    await database.close()


def _hand(session: Any, by: str) -> Hand:
    return Hand.of(session, by, MovableClock(FEBRUARY).now(), RULES, KEYRING)
