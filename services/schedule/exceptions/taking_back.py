"""Taking back what a booking was matched as, or that it was written off: it is an exception again. Nothing is edited.

Each share is taken back by another one, each entry by a correction, and what was received of an expectation is as much
less. What only the bank's word let expect is expected no more; what a plan expects stays so. A toeslag that it brought
did not come, a payment that it told of was not executed or did not come back, and what it gave back is an exception
again too. No rule matches the booking a second time, for a person said that it was wrong.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from services.clock import civil_date
from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict, Refused
from services.failpoints import failpoint
from services.months import Month, month_of
from services.schedule.exceptions.booking import back_on_suspense, off_the_loss
from services.schedule.exceptions.taking_back_pair import Pair, matched_wrongly, pair_at, take_pair_back
from services.schedule.exceptions.taking_back_payment import (
    MoneyWasSpent,
    ToldBefore,
    check,
    forget_whose,
    take_payments_back,
    told_by,
)
from services.schedule.hand import Hand
from services.schedule.ledger.entry import Entry, Movement
from services.schedule.ledger.posting import post
from services.schedule.matching.booked import Booked, Place
from services.schedule.matching.bookings import bookings_at
from services.schedule.matching.coming_back import hold_households
from services.schedule.matching.exception_steps import next_number, open_again
from services.schedule.matching.sharing import last_numbers
from services.schedule.matching.tables import ExceptionRow, ShareRow
from services.schedule.matching.verdict import ExceptionEnd, ExceptionStep
from services.schedule.payments.booking import ToRecognise, recognised
from services.schedule.statements.repository import statement
from services.schedule.toeslagen import arriving
from services.schedule.toeslagen import taking_back as arrivals
from services.schedule.toeslagen.claim import Part
from services.schedule.toeslagen.repaying import Shown, show
from services.schedule.wanted.claim_back import claim_named
from services.schedule.wanted.income import Happening

_WENT_BACK = text(
    """
    select exists (
        select from sent_back_outcome where statement_id = :statement_id and entry = :entry and part = :part
    )
    """
)
_SPENT_SINCE = text(
    """
    select exists (
        select from ledger_entry where book_id = :household_id and month between :month - 2 and :month + 12
        and debit = 'budget' and corrects is null and not resolves and booked_on >= :since
    )
    """
)
"""What is executed was spoken for before, and lets nothing go out."""
_LESS = text(
    """
    update expected_income set received = received - :amount, amount = greatest(planned, received - :amount)
    where month = :month and household_id = :household_id and subject = :subject
    returning happening, amount, booked, bookings
    """
)
_BOOKED = text(
    """
    update expected_income set booked = :amount, bookings = bookings + case when :amount > 0 then 1 else 0 end
    where month = :month and household_id = :household_id and subject = :subject
    """
)


class NothingToTakeBack(Conflict):
    """This booking was neither shared out nor written off; see its exception, if it is one."""


class WasSentBack(Refused):
    """What the bank did with money that we sent back is not taken back; if the bank was wrong it books a correction,
    and that one is matched."""


class ToTakeBack(NamedTuple):
    """What a booking is taken as that may be wrong: its exception, if it was one, its shares that stand, the payments
    that it tells of, and the pair that it is half of."""

    booked: Booked
    row: ExceptionRow | None
    shares: Sequence[ShareRow] = ()
    told: ToldBefore | None = None
    pair: Pair | None = None


async def find(session: Session, place: Place) -> ToTakeBack:
    """What there is to take back. `NoSuchStatement`, `NothingToTakeBack`, `WasSentBack`, and of payments of ours what
    `taking_back_payment.check` refuses."""
    found, _ = await bookings_at(session, [place])
    if not found:
        await statement(session, place.statement_id)
        raise NothingToTakeBack
    if (await session.execute(_WENT_BACK, place._asdict())).scalar_one():
        raise WasSentBack
    booked, key = found[0], (organisation_of(session), *place)
    row = await session.get(ExceptionRow, key, with_for_update=True, populate_existing=True)
    told = await told_by(session, booked)
    if told is not None:
        await hold_households(session, {one.household_id for one in told.of})
        await check(session, booked, row, told)
        return ToTakeBack(booked, row, told=told)
    shares = await _standing(session, place)
    is_written_off = row is not None and row.ended_as is ExceptionEnd.WRITTEN_OFF
    pair = None if shares or is_written_off else await pair_at(session, place)
    if not (shares or is_written_off or pair):
        raise NothingToTakeBack
    return ToTakeBack(booked, row, shares, pair=pair)


async def needs_another(session: ReadSession, found: ToTakeBack) -> bool:
    """Whether a second person has to say so: two wrote it off, or money of the household went out since it came in."""
    if found.pair is not None:
        return False
    if found.told is not None:
        since = civil_date(found.told.since)
        back = found.told.of if found.told.came_back else ()
        return any([await _spent_since(session, one.household_id, month_of(since), since) for one in back])
    if not found.shares:
        return True
    if found.booked.is_debit:
        return False
    return any([await _spent_since(session, one.household_id, one.month, civil_date(one.at)) for one in found.shares])


async def _spent_since(session: ReadSession, household_id: UUID, month: Month, since: date) -> bool:
    asked = {"household_id": household_id, "month": month, "since": since}
    return bool((await session.execute(_SPENT_SINCE, asked)).scalar_one())


async def take_back(session: Session, hand: Hand, place: Place, why: str) -> ExceptionRow:
    """Do it; the caller has the turn. As `find`, and `MoneyWasSpent`."""
    found = await find(session, place)
    if found.pair is not None:
        row = await take_pair_back(session, hand, found.pair, place, why)
        failpoint("exceptions.pair-taken-back")
        return row
    mine, number = organisation_of(session), await next_number(session, place)
    if found.told is not None:
        ours = back_on_suspense(mine, found.booked, number, hand.today)
        await take_payments_back(session, hand, found.booked, found.told, ours)
        row = await _open_again(session, hand, found, why)
        failpoint("exceptions.payment-taken-back")
        return row
    await hold_households(session, {share.household_id for share in found.shares})
    if found.shares:
        entries = [back_on_suspense(mine, found.booked, number, hand.today)]
        for share in found.shares:
            entries += await _taken_back(session, hand.today, found.booked, share)
    else:
        entries = [off_the_loss(mine, found.booked, number, hand.today)]
    if await post(session, entries):
        raise MoneyWasSpent
    await _write_back(session, hand, place, found.shares)
    await show(session, hand, _of_claims(found, hand.today))
    await arrivals.take_back(session, hand, arriving.Place(*place))
    row = await _open_again(session, hand, found, why)
    failpoint("exceptions.taken-back")
    return row


def _of_claims(found: ToTakeBack, on: date) -> list[Shown]:
    """What was taken for money that came back of a claim on toeslag, which is to come back after all."""
    named = [(one, claim_named(one.subject.partition("/")[0])) for one in found.shares]
    return [
        Shown(one.household_id, name, Part(on, -one.amount), found.booked.place)
        for one, name in named
        if name is not None and not found.booked.is_debit
    ]


async def _standing(session: ReadSession, place: Place) -> list[ShareRow]:
    """The shares of a booking that nobody took back."""
    row = ShareRow
    query = select(row).where(
        row.organisation_id == organisation_of(session),
        row.statement_id == place.statement_id,
        row.entry == place.entry,
        row.part == place.part,
    )
    rows = (await session.execute(query.order_by(col(row.number)))).scalars().all()
    back = {one.takes_back for one in rows}
    return [one for one in rows if one.takes_back is None and one.number not in back]


async def _taken_back(session: Session, on: date, booked: Booked, share: ShareRow) -> list[Entry]:
    whose = (share.household_id, share.month)
    if booked.is_debit:
        return [Entry(*whose, share.ledger_subject, Movement.BUDGET_PAYS, share.amount, on).corrected(on)]
    came = Entry(*whose, share.ledger_subject, Movement.MONEY_ARRIVES, share.amount, on).corrected(on)
    return [came, *await _expected_less(session, on, share)]


async def _expected_less(session: Session, on: date, share: ShareRow) -> list[Entry]:
    """What no plan expects is no money that the household has."""
    key = {"month": share.month, "household_id": share.household_id, "subject": share.subject}
    left = (await session.execute(_LESS, {**key, "amount": share.amount})).one()
    if left.booked <= left.amount:
        return []
    await session.execute(_BOOKED, {**key, "amount": left.amount})
    now = ToRecognise(share.month, share.subject, Happening(left.happening), left.amount, left.booked, left.bookings)
    return list(recognised(share.household_id, now, on))


async def _write_back(session: Session, hand: Hand, place: Place, shares: Sequence[ShareRow]) -> None:
    last = (await last_numbers(session, [place])).get(place, 0)
    for number, share in enumerate(shares, start=last + 1):
        copied = share.model_dump(exclude={"number", "takes_back", "by", "at"})
        session.add(ShareRow(**copied, number=number, takes_back=share.number, by=hand.by, at=hand.now))
    await session.flush()


async def _open_again(session: Session, hand: Hand, found: ToTakeBack, why: str) -> ExceptionRow:
    """The exception that it was, open again; or one that it becomes now, for a rule was wrong."""
    booked, row = found.booked, found.row
    if row is None:
        of = found.shares if found.told is None else found.told.of
        households = {one.household_id for one in of}
        row = matched_wrongly(session, hand, booked)
        row.household_id = next(iter(households)) if len(households) == 1 else None
    if found.told is not None:
        await forget_whose(session, booked, row)
    await open_again(session, hand, row, ExceptionStep.TAKEN_BACK, why)
    return row
