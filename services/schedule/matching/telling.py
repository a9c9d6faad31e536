"""Booking what the bank tells of payments: what it executed, and what came back, each under the subject of its reserve.

The bank's own side of it is the caller's: a batch moves the account at the bank, an exception that ends moves suspense.
"""

from collections.abc import Iterable, Sequence

from services.database import Session
from services.schedule.hand import Hand
from services.schedule.ledger.attempts import standing_attempts
from services.schedule.ledger.entry import Entry
from services.schedule.ledger.posting import post
from services.schedule.matching.booked import Booked
from services.schedule.matching.booking import executed, reserved, taken_back
from services.schedule.matching.submitted import Outcome
from services.schedule.matching.told import Told
from services.schedule.matching.verdict import Explained


async def told_of(session: Session, explained: Iterable[tuple[Booked, Explained]]) -> list[Told]:
    """Each payment with the subject that the ledger holds it under: that of its reserve, or of what was executed."""
    pairs = [(booked, verdict.outcome, payment) for booked, verdict in explained for payment in verdict.payments]
    wanted = [reserved(payment) for _, outcome, payment in pairs if outcome is Outcome.EXECUTED]
    standing = await standing_attempts(session, wanted)
    subjects: dict[str, str] = {}
    told = []
    for booked, outcome, payment in pairs:
        if outcome is Outcome.EXECUTED:
            subjects[payment.end_to_end_id] = standing[reserved(payment)]
        subject = subjects.get(payment.end_to_end_id) or payment.subject
        assert subject is not None, "what comes back was executed, now or before"
        told.append(Told.by(booked, payment, outcome, subject))
    return told


async def book_told(session: Session, hand: Hand, told: Sequence[Told], of_organisation: Iterable[Entry]) -> None:
    """Book the payments, and with them what the organisation's own book says of these bookings.

    What is executed and comes back at once is booked after what it follows on.
    """
    went = [one for one in told if one.outcome is Outcome.EXECUTED]
    back = [one for one in told if one.outcome is Outcome.RETURNED]
    now_executed = {one.payment.end_to_end_id for one in went}
    at_once = [one for one in back if one.payment.end_to_end_id not in now_executed]
    entries = [executed(one.payment, one.subject, hand.today) for one in went]
    await _post(session, [*entries, *_taken_back(at_once, hand), *of_organisation])
    await _post(session, _taken_back([one for one in back if one.payment.end_to_end_id in now_executed], hand))


def _taken_back(told: Iterable[Told], hand: Hand) -> list[Entry]:
    return [entry for one in told for entry in taken_back(one.payment, one.subject, hand.today)]


async def _post(session: Session, entries: list[Entry]) -> None:
    if not entries:
        return
    short = await post(session, entries)
    assert not short, "what was reserved, or executed, is there"
