"""What an exception may be: what is like its booking, by what, and what speaks against it. Pure.

No rule chose one of these, and none is chosen here: a person does. The likeliest stand first, and the order follows
from what they are alone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from services.schedule.matching import collecting, income
from services.schedule.matching.awaited import Awaited
from services.schedule.matching.booked import Booked, Place
from services.schedule.matching.remembered import Remembered
from services.schedule.matching.submitted import Outcome, Submitted

MOST: Final = 20
"""A person chooses among so many, and finds others by their names."""

_BEFORE, _AFTER = timedelta(days=1), timedelta(days=7)
_UNKNOWN = date.max


class CandidateKind(StrEnum):
    """What it may be: a payment of ours, money that a plan expects, what was remembered of the payer, or the other half
    of a booking that nobody could explain either."""

    PAYMENT = "payment"
    EXPECTATION = "expectation"
    REMEMBERED = "remembered"
    BOOKING = "booking"


class Likeness(StrEnum):
    """By what it is like the booking, the surest first; `amount` is the amount alone, near its day."""

    END_TO_END_ID = "end_to_end_id"
    MANDATE = "mandate"
    REFERENCE = "reference"
    NUMBER = "number"
    ACCOUNT = "account"
    REMEMBERED = "remembered"
    AMOUNT = "amount"


class CandidateDoubt(StrEnum):
    """What speaks against it: why no rule took it."""

    NOT_IN_A_FILE = "not_in_a_file"
    ANOTHER_ACCOUNT = "another_account"
    AMOUNT_DIFFERS = "amount_differs"
    ANOTHER_DAY = "another_day"
    EXECUTED_BEFORE = "executed_before"
    REJECTED_BEFORE = "rejected_before"
    NOT_EXECUTED = "not_executed"
    BACK_BEFORE = "back_before"
    RECEIVED_BEFORE = "received_before"
    SEVERAL_FIT = "several_fit"
    ONLY_THE_AMOUNT = "only_the_amount"


class Candidate(NamedTuple):
    """Something that the booking may be, in cents, of which day; with its household, what it is for, and its name."""

    kind: CandidateKind
    like: Likeness
    doubts: tuple[CandidateDoubt, ...]
    amount: int | None
    on: date | None
    household_id: UUID | None = None
    subject: str | None = None
    end_to_end_id: str | None = None
    place: Place | None = None


class Alike(NamedTuple):
    """All that a booking may be about: payments of ours, what households await, what is remembered of its payer, and
    exceptions of its amount the other way."""

    payments: Sequence[Submitted] = ()
    awaited: Sequence[Awaited] = ()
    remembered: Sequence[Remembered] = ()
    others: Sequence[Booked] = ()


def candidates(booked: Booked, alike: Alike) -> list[Candidate]:
    """What the booking may be, the likeliest first; at most `MOST`."""
    found = [
        *(_payment(booked, one) for one in alike.payments),
        *(_awaited(booked, one) for one in alike.awaited if not booked.is_debit),
        *(_remembered(booked, one) for one in alike.remembered if one.fits(booked) and one.household_id),
        *(_other(booked, one) for one in alike.others),
    ]
    likely = sorted(_with_several(one for one in found if one is not None), key=lambda one: _order(booked, one))
    return likely[:MOST]


def _payment(booked: Booked, one: Submitted) -> Candidate | None:
    like = _likeness(booked, one)
    if like is Likeness.AMOUNT and one.amount != booked.amount:
        return None
    doubts = [
        CandidateDoubt.NOT_IN_A_FILE if not one.awaited else None,
        CandidateDoubt.ANOTHER_ACCOUNT if one.account != booked.account else None,
        CandidateDoubt.AMOUNT_DIFFERS if one.amount != booked.amount else None,
        CandidateDoubt.ANOTHER_DAY if not _is_near(booked, one) else None,
        *_told(booked, one),
        CandidateDoubt.ONLY_THE_AMOUNT if like is Likeness.AMOUNT else None,
    ]
    return Candidate(
        CandidateKind.PAYMENT,
        like,
        tuple(doubt for doubt in doubts if doubt),
        one.amount,
        one.execute_on if one.mandate is None else one.due_on,
        one.household_id,
        f"{one.purpose}/{one.occasion}",
        one.end_to_end_id,
    )


def _likeness(booked: Booked, one: Submitted) -> Likeness:
    if booked.our_id == one.end_to_end_id:
        return Likeness.END_TO_END_ID
    if booked.mandate is not None and booked.mandate == one.mandate:
        return Likeness.MANDATE
    if booked.reference is not None and booked.reference == one.reference:
        return Likeness.REFERENCE
    if booked.counterparty is not None and booked.counterparty == one.payee:
        return Likeness.ACCOUNT
    return Likeness.AMOUNT


def _is_near(booked: Booked, one: Submitted) -> bool:
    """A return comes when it comes; what goes out does so around its day."""
    if not booked.is_debit:
        return True
    if one.mandate is not None:
        return booked.booked_on - collecting.LATE <= one.due_on <= booked.booked_on + collecting.EARLY
    return one.execute_on - _BEFORE <= booked.booked_on <= one.execute_on + _AFTER


def _told(booked: Booked, one: Submitted) -> Iterable[CandidateDoubt | None]:
    if booked.is_debit:
        yield CandidateDoubt.EXECUTED_BEFORE if Outcome.EXECUTED in one.outcomes else None
        yield CandidateDoubt.REJECTED_BEFORE if Outcome.REJECTED in one.outcomes else None
    else:
        yield CandidateDoubt.NOT_EXECUTED if Outcome.EXECUTED not in one.outcomes else None
        yield CandidateDoubt.BACK_BEFORE if Outcome.RETURNED in one.outcomes else None


def _awaited(booked: Booked, one: Awaited) -> Candidate | None:
    like = Likeness.NUMBER if booked.names == one.household_id else Likeness.AMOUNT
    near = one.expected_on - income.EARLY <= booked.booked_on <= one.expected_on + income.LATE
    if not near or (like is Likeness.AMOUNT and one.left != booked.amount):
        return None
    doubts = [
        CandidateDoubt.ANOTHER_ACCOUNT if one.account != booked.account else None,
        CandidateDoubt.RECEIVED_BEFORE if one.left == 0 else None,
        CandidateDoubt.AMOUNT_DIFFERS if one.left not in (0, booked.amount) else None,
        CandidateDoubt.ONLY_THE_AMOUNT if like is Likeness.AMOUNT else None,
    ]
    told = tuple(doubt for doubt in doubts if doubt)
    amount = one.left or one.amount
    return Candidate(CandidateKind.EXPECTATION, like, told, amount, one.expected_on, one.household_id, one.subject)


def _remembered(booked: Booked, one: Remembered) -> Candidate:
    differs = one.amount is not None and one.amount != booked.amount
    doubts = (CandidateDoubt.AMOUNT_DIFFERS,) if differs else ()
    kind = CandidateKind.REMEMBERED
    return Candidate(kind, Likeness.REMEMBERED, doubts, one.amount, None, one.household_id, one.kind)


def _other(booked: Booked, one: Booked) -> Candidate | None:
    """A debit that nobody could explain and a credit of its amount may take each other back."""
    if (one.amount, one.account) != (booked.amount, booked.account) or one.direction is booked.direction:
        return None
    like = Likeness.AMOUNT
    if booked.mandate is not None and booked.mandate == one.mandate:
        like = Likeness.MANDATE
    elif booked.counterparty is not None and booked.counterparty == one.counterparty:
        like = Likeness.ACCOUNT
    doubts = (CandidateDoubt.ONLY_THE_AMOUNT,) if like is Likeness.AMOUNT else ()
    return Candidate(CandidateKind.BOOKING, like, doubts, one.amount, one.booked_on, place=one.place)


def _with_several(found: Iterable[Candidate]) -> list[Candidate]:
    """Where nothing speaks against two that are alike in the same way, that there are two does."""
    every = list(found)
    fits = Counter((one.kind, one.like) for one in every if not one.doubts)
    several = (CandidateDoubt.SEVERAL_FIT,)
    return [one._replace(doubts=several) if not one.doubts and fits[one.kind, one.like] > 1 else one for one in every]


def _order(booked: Booked, one: Candidate) -> tuple[object, ...]:
    far = abs((booked.booked_on - (one.on or _UNKNOWN)).days)
    likeness = list(Likeness).index(one.like)
    name = one.end_to_end_id or str(one.place or "")
    return likeness, len(one.doubts), far, str(one.household_id), one.subject or "", name
