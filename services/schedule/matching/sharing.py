"""Whose money a booking is, in the ledger: what came in fulfils an expectation, what was drawn is paid from the budget.

What the plan expects is booked when a run reckons with it, and what arrives is set against that. What arrives before
any run knew of it is booked as expected first, under the same key, so that no run books it again.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger, Date, Integer, Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.schedule.hand import Hand
from services.schedule.ledger.entry import Entry, Movement
from services.schedule.ledger.posting import post
from services.schedule.matching.booked import Booked, Place
from services.schedule.matching.drawn import Bill
from services.schedule.matching.toeslagen_came import tell_claims, tell_toeslagen
from services.schedule.matching.verdict import Share, Shared
from services.schedule.payments.booking import ToRecognise, recognised
from services.schedule.planning.policy import ToeslagKind
from services.schedule.wanted.income import Happening
from services.storing import Rows, store

_SHARE = (
    "organisation_id", "statement_id", "entry", "part", "number", "household_id", "month", "subject", "ledger_subject",
    "amount", "by", "at",
)  # fmt: skip
_NUMBERS = text(
    """
    select statement_id, entry, part, max(number) as last from bank_share
    join unnest(:statements, :entries, :parts) as wanted (statement_id, entry, part) using (statement_id, entry, part)
    group by statement_id, entry, part
    """
).bindparams(
    bindparam("statements", type_=ARRAY(Uuid)),
    bindparam("entries", type_=ARRAY(Integer)),
    bindparam("parts", type_=ARRAY(Integer)),
)
_RECEIVE = text(
    """
    insert into expected_income as old
        (organisation_id, month, household_id, subject, happening, amount, expected_on, booked, bookings, received,
        receipts)
    select :mine, month, household_id, subject, happening, amount, arrived_on, 0, 0, amount, 1
    from unnest(:months, :households, :subjects, :happenings, :amounts, :days)
        as came (month, household_id, subject, happening, amount, arrived_on)
    on conflict (organisation_id, month, household_id, subject) do update
    set received = old.received + excluded.amount, receipts = old.receipts + 1,
        amount = greatest(old.amount, old.received + excluded.amount)
    returning month, household_id, subject, happening, amount, booked, bookings, received, receipts
    """
).bindparams(
    bindparam("months", type_=ARRAY(Integer)),
    bindparam("households", type_=ARRAY(Uuid)),
    bindparam("subjects", type_=ARRAY(Text)),
    bindparam("happenings", type_=ARRAY(Text)),
    bindparam("amounts", type_=ARRAY(BigInteger)),
    bindparam("days", type_=ARRAY(Date)),
)
_BOOKED = text(
    """
    update expected_income as one set booked = amount, bookings = bookings + 1
    from unnest(:months, :households, :subjects) as now (month, household_id, subject)
    where one.month = now.month and one.household_id = now.household_id and one.subject = now.subject
    """
).bindparams(
    bindparam("months", type_=ARRAY(Integer)),
    bindparam("households", type_=ARRAY(Uuid)),
    bindparam("subjects", type_=ARRAY(Text)),
)
_TOESLAGEN = frozenset(str(kind) for kind in ToeslagKind)
_HAPPENINGS = {str(one): one for one in Happening if one not in (Happening.TOESLAGEN, Happening.REPAYMENT)}


class _Whole(NamedTuple):
    """A share with the booking that it is of, and its number within that."""

    booked: Booked
    number: int
    share: Share

    @property
    def key(self) -> Bill:
        return self.share.household_id, self.share.month, self.share.subject


def happening_of(kind: str) -> Happening:
    """What a kind of income is for the ledger; whatever is no benefit, toeslag or bridging is other income."""
    return Happening.TOESLAGEN if kind in _TOESLAGEN else _HAPPENINGS.get(kind, Happening.OTHER)


async def last_numbers(session: ReadSession, places: Sequence[Place]) -> Mapping[Place, int]:
    """The number of the last share that the booking at each of these places has, of those that have any."""
    asked = {
        "statements": [one.statement_id for one in places],
        "entries": [one.entry for one in places],
        "parts": [one.part for one in places],
    }
    return {Place(*row[:3]): row.last for row in await session.execute(_NUMBERS, asked)}


async def share_out(
    session: Session,
    hand: Hand,
    shared: Sequence[tuple[Booked, Shared]],
    behind: Mapping[Place, int] = MappingProxyType({}),
) -> None:
    """Book whose these bookings are, write it down, and tell of the toeslagen among them.

    The caller holds the households, and books the bank's side. `behind` are the last shares that bookings had before,
    and that were taken back: theirs are numbered on.
    """
    whole = [
        _Whole(booked, number, share)
        for booked, verdict in shared
        for number, share in enumerate(verdict.shares, start=behind.get(booked.place, 0) + 1)
    ]
    if not whole:
        return
    entries: list[Entry] = []
    rows: list[tuple[object, ...]] = []
    mine = organisation_of(session)
    for one in (each for each in whole if each.booked.is_debit):
        entry = _drawn(one, hand.today)
        entries.append(entry)
        rows.append(_row(mine, one, entry.subject, hand))
    for together in _rounds([each for each in whole if not each.booked.is_debit]):
        for one, booked in zip(together, await _receive(session, hand, together), strict=True):
            entries += booked
            rows.append(_row(mine, one, booked[-1].subject, hand))
    short = await post(session, entries)
    assert not short, "what is drawn was looked at, and what comes in fits"
    await store(session, Rows("bank_share", _SHARE, rows))
    await tell_toeslagen(session, hand, shared, behind.keys())
    await tell_claims(session, hand, shared)


def _rounds(whole: Sequence[_Whole]) -> Iterator[list[_Whole]]:
    """The shares so that nothing is received twice in one round."""
    rounds: dict[int, list[_Whole]] = defaultdict(list)
    times: dict[Bill, int] = defaultdict(int)
    for one in whole:
        rounds[times[one.key]].append(one)
        times[one.key] += 1
    yield from rounds.values()


async def _receive(session: Session, hand: Hand, together: Sequence[_Whole]) -> list[list[Entry]]:
    """The entries of each: what was not reckoned with yet is booked as expected, then all of it as arrived."""
    asked = {
        "mine": organisation_of(session),
        "months": [one.share.month for one in together],
        "households": [one.share.household_id for one in together],
        "subjects": [one.share.subject for one in together],
        "happenings": [str(happening_of(one.share.kind)) for one in together],
        "amounts": [one.share.amount for one in together],
        "days": [one.booked.booked_on for one in together],
    }
    rows = {(row.household_id, row.month, row.subject): row for row in await session.execute(_RECEIVE, asked)}
    early = [row for row in rows.values() if row.booked < row.received]
    if early:
        months, subjects = [row.month for row in early], [row.subject for row in early]
        keys = {"months": months, "households": [row.household_id for row in early], "subjects": subjects}
        await session.execute(_BOOKED, keys)
    found = []
    for one in together:
        row = rows[one.key]
        entries: list[Entry] = []
        if row.booked < row.received:
            happening = Happening(row.happening)
            wanted = ToRecognise(row.month, row.subject, happening, row.amount, row.booked, row.bookings)
            entries += recognised(row.household_id, wanted, hand.today)
        entries.append(_arrived(one, row.receipts, hand.today))
        found.append(entries)
    return found


def _arrived(one: _Whole, receipts: int, on: date) -> Entry:
    subject = f"{one.share.subject}/received" + ("" if receipts == 1 else f"/{receipts}")
    return Entry(one.share.household_id, one.share.month, subject, Movement.MONEY_ARRIVES, one.share.amount, on)


def _drawn(one: _Whole, on: date) -> Entry:
    place: Place = one.booked.place
    subject = f"{one.share.subject}/drawn/{place.statement_id.hex[-12:]}/{place.entry}.{place.part}"
    subject += "" if one.number == 1 else f".{one.number}"
    return Entry(one.share.household_id, one.share.month, subject, Movement.BUDGET_PAYS, one.share.amount, on)


def _row(mine: UUID, one: _Whole, ledger_subject: str, hand: Hand) -> tuple[object, ...]:
    share = one.share
    whose = (share.household_id, share.month, share.subject)
    return (mine, *one.booked.place, one.number, *whose, ledger_subject, share.amount, hand.by, hand.now)
