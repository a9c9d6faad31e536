"""Sending back: money that is nobody's goes to the account it came from; what was drawn is asked of our own bank.

What came in leaves suspense in the transaction that writes the file of its payment back, and is no exception any more;
should that payment be rejected, or come again, it is one again. What was drawn stays an exception until its refund
comes, which ends it by itself (`mirrored`); the day by which somebody looks is that of the bank's answer.
"""

from datetime import date

from sqlalchemy import text

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict, Fault, InvalidInput, Refused
from services.failpoints import failpoint
from services.schedule.exceptions.booking import sent_back
from services.schedule.exceptions.standing import Standing
from services.schedule.exceptions.tables import DecisionRow
from services.schedule.hand import Hand
from services.schedule.ledger.posting import post
from services.schedule.matching.booked import Place
from services.schedule.matching.exception_steps import end, next_number, write_step
from services.schedule.matching.verdict import ExceptionEnd, ExceptionStep
from services.schedule.sent_back.filing import file_back, sender_of
from services.schedule.sent_back.refund import Ground, answer_by, last_day
from services.schedule.sent_back.tables import AskedBackRow

_ASKED = text(
    """
    select exists (
        select from asked_back
        where statement_id = :statement_id and entry = :entry and part = :part and ground = :ground
    )
    """
)


class AskedBackBefore(Conflict):
    """Our bank was asked for this debit on this ground before; wait for its answer, or name the other ground."""


class TooLateToAsk(Refused):
    """No bank gives this debit back any more; ask the supplier for the money, or write it off."""


class NobodyCollected(Refused):
    """This debit names a payment of ours, so nobody collected it; match it with that payment by its EndToEndId."""


async def check(session: Session, hand: Hand, found: Standing, ground: Ground | None) -> None:
    """Whether it may be sent back, or asked back, today.

    Of what came in `NobodyToSendBackTo`; of what went out `NobodyCollected`, `TooLateToAsk`, `AskedBackBefore`; and
    `InvalidInput` for a ground that is missing, or given where nothing was drawn.
    """
    if not found.booked.is_debit:
        if ground is not None:
            raise InvalidInput([Fault("ground", "is of what was drawn, and this came in", "leave it out")])
        sender_of(hand, organisation_of(session), found.booked, found.content)
        return
    if ground is None:
        raise InvalidInput([Fault("ground", "is missing", f"give one of {', '.join(Ground)}")])
    await _check_debit(session, hand.today, found, ground)


async def send_back(session: Session, hand: Hand, found: Standing, decision: DecisionRow, why: str) -> None:
    """Do it, as the second person; the caller has the turn. Refused as `check` refuses."""
    await check(session, hand, found, decision.ground)
    if decision.ground is not None:
        await _ask_back(session, hand, found, decision, decision.ground, why)
        return
    mine, place = organisation_of(session), found.booked.place
    sender = sender_of(hand, mine, found.booked, found.content)
    await file_back(session, hand, found.booked, sender, decision.id)
    failpoint("exceptions.back-filed")
    entry = sent_back(mine, found.booked, await next_number(session, place), hand.today)
    short = await post(session, [entry])
    assert not short, "what came in stands on suspense, which has no limit"
    await end(session, hand, found.row, ExceptionEnd.SENT_BACK, why)
    failpoint("exceptions.sent-back")


async def _check_debit(session: ReadSession, today: date, found: Standing, ground: Ground) -> None:
    booked = found.booked
    if booked.our_id is not None:
        raise NobodyCollected
    if today > last_day(ground, booked.booked_on):
        raise TooLateToAsk
    if (await session.execute(_ASKED, {**booked.place._asdict(), "ground": ground.value})).scalar_one():
        raise AskedBackBefore


async def _ask_back(
    session: Session, hand: Hand, found: Standing, decision: DecisionRow, ground: Ground, why: str
) -> None:
    """It stays in the queue, until the day of the bank's answer."""
    place: Place = found.booked.place
    asked = AskedBackRow(
        organisation_id=organisation_of(session),
        **place._asdict(),
        ground=ground,
        decision_id=decision.id,
        asked_on=hand.today,
        last_day=last_day(ground, found.booked.booked_on),
        answer_by=answer_by(ground, hand.today),
    )
    session.add(asked)
    found.row.due_on = asked.answer_by
    await write_step(session, hand, found.row, ExceptionStep.ASKED_BACK, why)
    failpoint("exceptions.asked-back")
