"""What rows of other rooms say of a household's money, as movements of the three ledgers. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from services import banking_days
from services.months import Month, month_text
from services.schedule.books.comparing import (
    PATIENCE,
    PATIENCE_WITH_OTHERS,
    Ledgers,
    MoneyKey,
    Movement,
    Span,
    Standing,
)
from services.schedule.ledger.entry import AccountKind, Stage
from services.schedule.matching.submitted import Outcome
from services.schedule.payments.booking import subject_of
from services.schedule.payments.run import PaymentRoute
from services.schedule.statements.statement import Direction
from services.schedule.wanted.income import Expectation
from services.schedule.wanted.payments import NO_MONTH, PaymentKey, PlannedPayment

_HELD_MONEY = (AccountKind.BUDGET, AccountKind.LEEFGELD)
_INCOME = (AccountKind.BENEFIT, AccountKind.TOESLAGEN, AccountKind.OTHER, AccountKind.GRANTS, AccountKind.LOANS)
_OF_EMERGENCY = "emergency_"
_ITS_OWN_MONEY = "in"
"""Behind the subject of living money: what it brings along, which no bank shows."""

_RESERVED = {Stage.PENDING: -1, Stage.POSTED: -1, Stage.EXECUTED: 0, Stage.RELEASED: 1}


class Posted(NamedTuple):
    """A posting of a household's book, in cents."""

    month: Month
    subject: str
    booked_on: date
    stage: Stage
    debit: AccountKind
    credit: AccountKind
    amount: int
    corrects: str | None


class Told(NamedTuple):
    """What the bank told of a payment on a day, or that this was taken back on one."""

    outcome: Outcome
    on: date
    takes_back: bool = False

    @property
    def way(self) -> int:
        """Which way it moved the payment's money: -1 out, 1 in again, 0 not at all."""
        if self.outcome is Outcome.REJECTED:
            return 0
        return -1 if (self.outcome is Outcome.EXECUTED) != self.takes_back else 1


class Attempt(NamedTuple):
    """A payment of a run, in cents: since when, and what the bank or the benefit system did with it."""

    key: PaymentKey
    proposed_on: date
    live: bool
    is_held: bool
    amount: int
    due_on: date
    execute_on: date
    route: PaymentRoute
    told: tuple[Told, ...] = ()
    withheld: int = 0
    answered_on: date | None = None


class Odd(NamedTuple):
    """A booking that somebody looks at, in cents, from its day until it was closed; `key` is that of its payment."""

    key: PaymentKey | None
    name: str
    amount: int
    direction: Direction
    booked_on: date
    closed_on: date | None


class Shared(NamedTuple):
    """What of a booking is the household's, in cents, and for what; below zero if it went out, or was taken back."""

    month: Month
    subject: str
    on: date
    amount: int


class Waiting(NamedTuple):
    """What is held since a day, or was settled otherwise on one."""

    key: PaymentKey
    on: date


class Known(NamedTuple):
    """All that is known of a household's money for the months that are looked at."""

    payments: Sequence[PlannedPayment] = ()
    expected: Sequence[Expectation] = ()
    posted: Sequence[Posted] = ()
    attempts: Sequence[Attempt] = ()
    odd: Sequence[Odd] = ()
    shared: Sequence[Shared] = ()
    held: Sequence[Waiting] = ()
    settled: Sequence[Waiting] = ()


def ledgers(known: Known) -> Ledgers:
    """The three lists of a household, whatever the order in which its rows came."""
    return Ledgers(
        planned=list(_planned(known)),
        posted=[one for row in known.posted if (one := posting(row)) is not None],
        shown=list(_shown(known)),
        standing=_standing(known),
    )


def posting(row: Posted) -> Movement | None:
    """What a posting moves between the household and the world; None for what stays within its book.

    A payment has moved when it is spoken for: executing it moves nothing more, and releasing it takes that back. So has
    income when it was posted as a claim. What a household lends to or repays within our own books is not among them.
    """
    parts = row.subject.partition("#")[0].split("/")
    key = MoneyKey(row.month, "/".join(parts[:2]))
    if row.debit in _HELD_MONEY and row.credit is AccountKind.CLEARING:
        sign = _RESERVED[row.stage]
    elif row.credit in _HELD_MONEY and row.debit is AccountKind.CLEARING:
        sign = 1
    elif parts[2:3] == [_ITS_OWN_MONEY]:
        return None
    elif row.debit in _INCOME and row.credit is AccountKind.BUDGET and row.corrects is None:
        sign = 1
    elif row.debit is AccountKind.BUDGET and row.credit in _INCOME and row.corrects is not None:
        sign = -1
    else:
        return None
    return Movement(key, row.booked_on, sign * row.amount) if sign else None


def _planned(known: Known) -> Iterator[Movement]:
    """What the plan wants, and the living money that two persons wanted beside it."""
    for payment in known.payments:
        yield Movement(_key(payment.key), payment.execute_on, -payment.amount)
    for one in known.expected:
        if one.happening.comes_in:
            yield Movement(MoneyKey(one.month, one.subject), one.on, one.amount)
    wanted = (one for one in known.attempts if one.key.purpose.startswith(_OF_EMERGENCY) and (one.live or one.told))
    for attempt in {one.key: one for one in wanted}.values():
        yield Movement(_key(attempt.key), attempt.execute_on, -attempt.amount)


def _shown(known: Known) -> Iterator[Movement]:
    """What the bank booked, and what the benefit system says that it withheld: no bank of ours shows that."""
    for one in known.attempts:
        for told in one.told:
            if told.way:
                yield Movement(_key(one.key), told.on, told.way * one.amount)
        if one.withheld and one.answered_on is not None:
            yield Movement(_key(one.key), one.answered_on, -one.withheld)
            if one.key.month != NO_MONTH:
                benefit = MoneyKey(one.key.month, f"benefit/{month_text(one.key.month)}")
                yield Movement(benefit, one.answered_on, one.withheld)
    for share in known.shared:
        yield Movement(MoneyKey(share.month, share.subject), share.on, share.amount)
    for odd in known.odd:
        signed = odd.amount if odd.direction is Direction.CREDIT else -odd.amount
        yield Movement(_odd_key(odd), odd.booked_on, signed)
        if odd.closed_on is not None:
            yield Movement(_odd_key(odd), odd.closed_on, -signed)


def _standing(known: Known) -> dict[MoneyKey, Standing]:
    by_key: dict[MoneyKey, list[Attempt]] = defaultdict(list)
    for attempt in known.attempts:
        by_key[_key(attempt.key)].append(attempt)
    found: dict[MoneyKey, Standing] = defaultdict(Standing)
    found |= {key: _of_attempts(attempts) for key, attempts in by_key.items()}
    for odd in known.odd:
        key = _odd_key(odd)
        found[key] = found[key]._replace(odd=(*found[key].odd, Span(odd.booked_on, odd.closed_on)))
    for held in known.held:
        key = _key(held.key)
        found[key] = found[key]._replace(held=(*found[key].held, Span(held.on)))
    for settled in known.settled:
        found[_key(settled.key)] = found[_key(settled.key)]._replace(settled_on=settled.on)
    return found


def _of_attempts(attempts: Iterable[Attempt]) -> Standing:
    """One run after the other asks for a payment; what an earlier one held ends with the next."""
    in_turn = sorted(attempts, key=lambda one: one.proposed_on)
    proposed, held, back = list[Span](), list[Span](), list[Span]()
    for one, later in zip(in_turn, [*in_turn[1:], None], strict=True):
        until = later and later.proposed_on
        ended = None
        for told in (each for each in one.told if each.outcome is not Outcome.EXECUTED):
            if ended is not None and told.takes_back:
                back.append(Span(ended, told.on))
            ended = None if told.takes_back else told.on
        if ended is not None:
            back.append(Span(ended, until))
        if one.is_held and ended is None:
            held.append(Span(one.proposed_on, until))
        if one.live or ended is not None:
            proposed.append(Span(one.proposed_on, until))
    return Standing(tuple(proposed), tuple(held), tuple(back), late_after=_late_after(in_turn[-1]))


def _late_after(attempt: Attempt) -> date | None:
    if not attempt.live:
        return None
    if attempt.route is PaymentRoute.WE_PUSH:
        return banking_days.bank_days_later(attempt.execute_on, PATIENCE)
    return banking_days.bank_days_later(attempt.due_on, PATIENCE_WITH_OTHERS)


def _key(key: PaymentKey) -> MoneyKey:
    return MoneyKey(key.month, subject_of(key))


def _odd_key(odd: Odd) -> MoneyKey:
    return MoneyKey(NO_MONTH, f"exception/{odd.name}") if odd.key is None else _key(odd.key)
