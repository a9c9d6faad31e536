"""Matching by hand: a person says what a booking is, and it is booked as if a rule had found it.

What is remembered with it lets the next booking of that payer be matched by itself, and those that wait already are
looked at again by a job, for what one booking teaches may explain many.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session
from services.errors import Refused
from services.failpoints import failpoint
from services.months import first_day, last_day
from services.schedule.exceptions.again import look_again_later
from services.schedule.exceptions.learning import Remember, learn
from services.schedule.exceptions.said import Households, Part, check, shares_of
from services.schedule.exceptions.settling import Settled, settle
from services.schedule.exceptions.standing import Standing, standing_unasked
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.repository import NoSuchHousehold
from services.schedule.matching.awaited_reading import bills_of, free_of
from services.schedule.matching.booked import Booked, Days, Place
from services.schedule.matching.coming_back import hold_households
from services.schedule.matching.deciding import Known, decide
from services.schedule.matching.payments import payments_named
from services.schedule.matching.tables import ExceptionRow
from services.schedule.matching.verdict import ExceptionEnd, Explained, Odd, Rule, Share, Shared, WentBack
from services.schedule.sent_back.repository import sent_back_named
from services.schedule.toeslagen.repaying import refuse_no_claim

_ACCOUNTS = text(
    """
    select household.id, municipality.iban from household join municipality
    on municipality.code = household.municipality where household.id = any(:ids)
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))


class NoSuchPaymentOfOurs(Refused):
    """No payment of ours has this EndToEndId; look it up in the bank file or with the household."""


class PaymentDoesNotFit(Refused):
    """The booking is not that payment; look at its amount, its account and what the bank told of it before."""


async def match(
    session: Session, hand: Hand, place: Place, part: Part, why: str, remember: Remember | None = None
) -> ExceptionRow:
    """All of a booking is a household's; `part.amount` is what the booking is of.

    `NoSuchStatement`, `NothingIsOdd`, `ExceptionHasEnded`, `MovedNoMoney`, `SomethingIsAsked`, `NoSuchHousehold`,
    `HouseholdIsChanging`, `InvalidInput`, `OnAnotherAccount`, `BillIsKnown`, `MoneyIsShort`, `NoSuchClaim`,
    `NobodyToRemember`.
    """
    found = await standing_unasked(session, place)
    shares = await _shares(session, hand, found.booked, [part._replace(amount=found.booked.amount)], "moneyOf")
    await settle(session, hand, [_settled(found, shares)], ExceptionEnd.MATCHED, why)
    payer = None if remember is None else await learn(session, hand, found.booked, found.content, shares[0], remember)
    await look_again_later(session, place, payer)
    failpoint("exceptions.matched")
    return found.row


async def split(session: Session, hand: Hand, place: Place, parts: Sequence[Part], why: str) -> ExceptionRow:
    """A booking is several households', or one's for several things; refused as `match` is."""
    found = await standing_unasked(session, place)
    shares = await _shares(session, hand, found.booked, parts, "parts")
    await settle(session, hand, [_settled(found, shares)], ExceptionEnd.SPLIT, why)
    await look_again_later(session, place)
    failpoint("exceptions.split")
    return found.row


async def match_payment(session: Session, hand: Hand, place: Place, end_to_end_id: str, why: str) -> ExceptionRow:
    """A booking is a payment of ours that the bank did not name, or named otherwise: executed, or returned.

    Beside what `match` refuses of the exception: `NoSuchPaymentOfOurs`, `PaymentDoesNotFit`.
    """
    found = await standing_unasked(session, place)
    named = found.booked._replace(our_id=end_to_end_id, doubt=None)
    payments = await payments_named(session, [named])
    sent_back = (await sent_back_named(session, [named], payments)).payments
    if not (payments or sent_back):
        raise NoSuchPaymentOfOurs
    await hold_households(session, [one.household_id for one in payments.values()])
    verdict = decide(named, Known(payments=await payments_named(session, [named]), sent_back=sent_back))
    if not isinstance(verdict, Explained | WentBack):
        odd = verdict.oddity if isinstance(verdict, Odd) else "of nothing that we paid"
        raise PaymentDoesNotFit(f"{PaymentDoesNotFit.title} It is {odd}.")
    await settle(session, hand, [Settled(found.row, found.booked, verdict)], ExceptionEnd.MATCHED, why)
    await look_again_later(session, place)
    failpoint("exceptions.payment-matched")
    return found.row


def _settled(found: Standing, shares: tuple[Share, ...]) -> Settled:
    return Settled(found.row, found.booked, Shared(Rule.REMEMBERED, shares))


async def _shares(session: Session, hand: Hand, booked: Booked, parts: Sequence[Part], where: str) -> tuple[Share, ...]:
    """What a person says, with the households held and asked whether it may be so."""
    shares = shares_of(booked, parts, where)
    wanted = sorted({share.household_id for share in shares})
    if len(await households.lock_all(session, wanted, hand.municipalities)) < len(wanted):
        raise NoSuchHousehold
    known = Households(
        accounts=await _accounts(session, wanted),
        bills=await bills_of(session, wanted, _days(shares)) if booked.is_debit else (),
        free=defaultdict(int, await free_of(session, wanted)) if booked.is_debit else {},
    )
    check(booked, shares, known)
    await refuse_no_claim(session, [(one.household_id, one.subject.partition("/")[0]) for one in shares])
    return shares


async def _accounts(session: ReadSession, wanted: Sequence[UUID]) -> Mapping[UUID, str]:
    return {row.id: row.iban for row in await session.execute(_ACCOUNTS, {"ids": list(wanted)})}


def _days(shares: Sequence[Share]) -> Days:
    months = [share.month for share in shares]
    first: date = first_day(min(months))
    return Days(first, last_day(max(months)))
