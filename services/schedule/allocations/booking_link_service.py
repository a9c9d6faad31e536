"""Links by which suppliers say whether they booked a payment: made for one, looked at, and answered once."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from services.answer_token import SECRET_LENGTH, LinkExpired, LinkUsed, Opened, digest_of
from services.banking_days import bank_days_later
from services.clock import AMSTERDAM
from services.database import ReadSession, Session, organisation_of
from services.errors import Fault, InvalidInput
from services.ids import secret_bytes
from services.schedule.allocations import booking_link_repository, repository
from services.schedule.allocations.allocation import ANSWER_WITHIN, Allocation, Said, Teller
from services.schedule.allocations.answering import AnswerTo, take_answers
from services.schedule.allocations.booking_link import BookingReply, MadeLink, check_is_asked, make_token
from services.schedule.allocations.booking_link_repository import Link, NewLink
from services.schedule.allocations.faults import UNKNOWN, fault_of_asking
from services.schedule.hand import Hand

_DAY = timedelta(days=1)
_IN_A_LIST = "answers[0]."


class Question(NamedTuple):
    """What a supplier is asked about which payment, and what it answered by this link."""

    payment: Allocation
    given: BookingReply | None
    expires_at: datetime


async def make_link(session: Session, hand: Hand, end_to_end_id: str) -> MadeLink:
    """A link to say by whether this payment was booked, for as long as an answer may take.

    `InvalidInput` for what is no payment that anybody is asked about; `NothingAsked` where there is nothing to say.
    """
    found = (await repository.named(session, [end_to_end_id], hand.municipalities)).get(end_to_end_id)
    fault = UNKNOWN if found is None else fault_of_asking(found)
    if found is None or found.payee_id is None or fault is not None:
        raise InvalidInput([fault or UNKNOWN])
    check_is_asked(found)
    link_id, mine = hand.new_id(), organisation_of(session)
    token = make_token(hand.keyring, mine, link_id, secret_bytes(SECRET_LENGTH))
    last_day = bank_days_later(hand.today, ANSWER_WITHIN)
    expires_at = datetime.combine(last_day + _DAY, time.min, AMSTERDAM).astimezone(UTC)
    new = NewLink(link_id, end_to_end_id, found.payee_id, digest_of(token), expires_at)
    await booking_link_repository.add(session, new, hand.now, hand.by)
    return MadeLink(end_to_end_id, token, expires_at)


async def question(session: ReadSession, opened: Opened, now: datetime) -> Question:
    """What is asked; `NoSuchLink`, `LinkExpired`, `NothingAsked`. What was answered may be looked up after the link's
    time."""
    link = await booking_link_repository.link(session, opened)
    given, payment = _given(link, now), await _payment(session, link)
    if given is None:
        check_is_asked(payment)
    return Question(payment, given, link.expires_at)


async def answer(session: Session, hand: Hand, opened: Opened, reply: BookingReply) -> BookingReply:
    """Take the supplier's word about what went to its account, and about nothing else; the same one again is the same
    answer.

    `NoSuchLink`, `LinkExpired`; `LinkUsed` for another answer than was given; `NothingAsked`; `InvalidInput` for a day
    that cannot be.
    """
    link = await booking_link_repository.hold_link(session, opened)
    given = _given(link, hand.now)
    if given is not None:
        if given != reply:
            raise LinkUsed
        return given
    check_is_asked(await _payment(session, link))
    said = Said(reply.word, hand.today, Teller.SUPPLIER, booked_on=reply.booked_on, reason=reply.reason)
    supplier = hand._replace(by=f"supplier account {link.paid_to}")
    try:
        await take_answers(session, supplier, [AnswerTo(link.end_to_end_id, said)], frozenset({link.paid_to}))
    except InvalidInput as invalid:
        faults = [Fault(one.where.removeprefix(_IN_A_LIST), one.what, one.cure) for one in invalid.faults]
        raise InvalidInput(faults) from None
    await booking_link_repository.use(session, link.id, reply, hand.now)
    return reply


async def _payment(session: ReadSession, link: Link) -> Allocation:
    return (await repository.named(session, [link.end_to_end_id], None))[link.end_to_end_id]


def _given(link: Link, now: datetime) -> BookingReply | None:
    if link.reply is None and link.expires_at <= now:
        raise LinkExpired
    return link.reply
