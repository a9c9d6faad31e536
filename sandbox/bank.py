"""The bank: what stands on our accounts, what it books on a day, and on which morning it tells us. No IO.

It knows what it has told, and so how far everybody may know of an account: up to the first statement that is missing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sandbox.faults import Befallen, Chances, FaultKind, Of
from sandbox.statement_file import Line, Statement
from sandbox.truth import Booked, Course, Rejection
from services.banking_days import bank_days_later

_DAY = timedelta(days=1)
_FRIDAY = 4
_EVERY_FIFTH = 5
_FEE = (150, 2_500)
BEGINS_WITH = 100_000_000
"""Cents on each account before the first statement."""


class Made(NamedTuple):
    """A statement of a bank day, and the truth of each of its entries."""

    statement: Statement
    booked: tuple[Booked, ...]


class Post(NamedTuple):
    """What the bank brings on a morning: statements in time, those beside their time in the order in which it brings
    them, and what it says of our files."""

    in_time: Sequence[Statement] = ()
    beside_time: Sequence[Statement] = ()
    rejections: Sequence[Rejection] = ()


@dataclass
class Account:
    """An account of ours: `number` of its newest statement, `told` up to which all were brought, what these moved in
    cents, and the day that the last of them tells of. One that `sleeps` has had nothing to do with us yet, and has no
    statements."""

    iban: str
    place: int
    balance: int = BEGINS_WITH
    number: int = 0
    told: int = 0
    moved: int = 0
    reaches: date | None = None
    shut_until: date | None = None
    sleeps: bool = False

    @property
    def books_batches(self) -> bool:
        """Whether its bank books a block of a file as one entry, and tells nothing of the payments in it."""
        return self.place % _EVERY_FIFTH == 0


class Bank:
    """The accounts of an organisation."""

    def __init__(self, ibans: Sequence[str], chances: Chances, *, sleeps: bool = False) -> None:
        self.accounts = {iban: Account(iban, place, sleeps=sleeps) for place, iban in enumerate(sorted(ibans))}
        self._chances = chances
        self._to_come: dict[tuple[date, str], list[Booked]] = defaultdict(list)
        self._rejections: dict[date, list[Rejection]] = defaultdict(list)
        self._post: dict[date, list[tuple[Made, bool]]] = defaultdict(list)
        self._brought: dict[str, dict[int, Made]] = {iban: {} for iban in self.accounts}
        self.befell: dict[FaultKind, int] = defaultdict(int)

    def take_on(self, course: Course) -> None:
        """Book what is to be booked on its days, and report what is rejected."""
        for one in course.booked:
            self.wake(one.account)
            self._to_come[one.line.on, one.account].append(one)
        for rejection in course.rejections:
            self._rejections[rejection.on].append(rejection)
        if course.befell is not None:
            self.befell[course.befell] += 1

    def wake(self, iban: str) -> None:
        """From now on this account has its statements."""
        self.accounts[iban].sleeps = False

    def close(self, day: date) -> None:
        """The end of a bank day: each account on which something was booked has its statement, and a morning on which
        it is brought; at the end of a week, and of the very first day, every account has one.
        """
        for account in self.accounts.values():
            if account.sleeps:
                continue
            fee = self._chances.befalls(Of.DAY, account.place, str(day))
            if fee is not None:
                self.take_on(_fee(account, day, fee))
            booked = sorted(self._to_come.pop((day, account.iban), ()), key=lambda one: one.rank)
            if account.books_batches:
                booked = list(in_batches(booked))
            if not booked and day.weekday() != _FRIDAY and account.number:
                continue
            account.number += 1
            lines = [one.line for one in booked]
            statement = Statement(account.iban, account.number, account.balance, lines, day)
            account.balance = statement.closing
            self._bring(account, Made(statement, tuple(booked)), day)

    def morning(self, day: date) -> tuple[Post, list[Made]]:
        """What is brought on a morning; and of which statements everybody may know now, for none before them lacks."""
        brought = self._post.pop(day, [])
        for made, _ in brought:
            if made.statement.number > self.accounts[made.statement.account].told:
                self._brought[made.statement.account][made.statement.number] = made
        in_time = [made.statement for made, is_in_time in brought if is_in_time]
        beside = [made.statement for made, is_in_time in brought if not is_in_time]
        beside.sort(key=lambda one: (one.account, -one.number))
        post = Post(in_time, beside, self._rejections.pop(day, []))
        return post, [made for account in self.accounts.values() for made in self._told(account)]

    def _told(self, account: Account) -> Iterable[Made]:
        """The statements that follow on those that were told, without a gap."""
        while (made := self._brought[account.iban].pop(account.told + 1, None)) is not None:
            account.told += 1
            account.moved += made.statement.closing - made.statement.opening
            account.reaches = made.statement.day
            yield made

    def _bring(self, account: Account, made: Made, day: date) -> None:
        """On the next morning, unless something befalls it. The first of an account is in time: with it it begins."""
        on = max(day + _DAY, account.shut_until or date.min)
        may_go_wrong = _moves(made) and made.statement.number > 1
        befallen = self._chances.befalls(Of.STATEMENT, account.place, str(day)) if may_go_wrong else None
        if befallen is None:
            self._post[on].append((made, on == day + _DAY))
            return
        self.befell[befallen.kind] += 1
        later = bank_days_later(day, befallen.days) + _DAY
        if befallen.kind is FaultKind.STATEMENT_AGAIN:
            self._post[on].append((made, on == day + _DAY))
            self._again(made, later, befallen)
            return
        self._post[max(on, later)].append((made, False))
        if befallen.kind is FaultKind.STATEMENT_LATE:
            account.shut_until = max(on, later)

    def _again(self, made: Made, later: date, befallen: Befallen) -> None:
        """Twice, or three times."""
        for times in range(befallen.draw.randint(1, 2)):
            self._post[later + times * _DAY].append((made, False))


def in_batches(booked: Iterable[Booked]) -> Iterator[Booked]:
    """What goes out as it should is one entry for each block of a file; all else is booked by itself."""
    blocks: dict[str, list[Booked]] = defaultdict(list)
    for one in booked:
        if one.block:
            blocks[one.block].append(one)
        else:
            yield one
    for name, some in sorted(blocks.items()):
        line = Line(sum(one.line.cents for one in some), some[0].line.on, "", "", batch=name)
        yield Booked(some[0].account, line, None, name, block=name, of=tuple(some))


def _moves(made: Made) -> bool:
    """Whether its balances show that it lacks."""
    return made.statement.opening != made.statement.closing


def _fee(account: Account, day: date, befallen: Befallen) -> Course:
    cents = befallen.draw.randint(*_FEE)
    line = Line(-cents, day, "", "Kosten betalingsverkeer", name="De Bank", iban="")
    return Course([Booked(account.iban, line, None, "fee", befallen.kind)], befell=befallen.kind)
