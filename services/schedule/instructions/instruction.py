"""An instruction: one cost of one period that the benefit system is to withhold and pay to a supplier. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from services.errors import Problem
from services.months import first_day, last_day, parse_month
from services.payment_reference import PaymentReference
from services.schedule.bank.credit_transfer import account_name
from services.schedule.payees.payee import PayeeDetails

FIRST = "first"
"""The period of the part of a month before a cost's first whole one; of which days that is, only its contract says."""

COLUMNS = (
    "run", "municipality", "reference", "household", "cost", "supplier", "iban", "paymentReferenceKind",
    "paymentReference", "amountCents", "period", "periodFrom", "periodUntil", "payBy",
)  # fmt: skip
"""The columns of an instruction file, in this order (docs/instruction-files.md)."""


class Outcome(StrEnum):
    """What the benefit system answers of an instruction: all of it, a part of it, or none."""

    WITHHELD = "withheld"
    WITHHELD_PARTLY = "withheld_partly"
    REFUSED = "refused"


class InstructionState(StrEnum):
    """Where an instruction is: without an answer, or as it was answered."""

    INSTRUCTED = "instructed"
    WITHHELD = "withheld"
    WITHHELD_PARTLY = "withheld_partly"
    REFUSED = "refused"


class FileIsNotItsInstructions(Problem):
    """The file does not say what its instructions say, so it was not kept."""


class Heading(NamedTuple):
    """Of which run and which municipality (by its code) all instructions of a file are."""

    run: str
    municipality: str


class Instruction(NamedTuple):
    """Withhold `amount` cents for a cost, and pay them to a supplier before or on a day.

    `reference` is our own name for it (the EndToEndId), `household` the organisation's for the client's household:
    nobody's BSN is known here. `period` is a month (`2026-03`) or `first`.
    """

    reference: str
    household: str
    cost: str
    to: PayeeDetails
    payment_reference: PaymentReference | None
    amount: int
    period: str
    due_on: date


class Figures(NamedTuple):
    """What a file comes to: items and cents of each period, and a fingerprint over every cell of every line."""

    periods: dict[str, tuple[int, int]]
    fingerprint: str

    @property
    def items(self) -> int:
        return sum(items for items, _ in self.periods.values())

    @property
    def amount(self) -> int:
        """In cents."""
        return sum(amount for _, amount in self.periods.values())


class Tally:
    """Figures that grow line by line."""

    def __init__(self) -> None:
        self._periods: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        self._fingerprint = blake2b(digest_size=32)

    def add(self, period: str, amount: int, cells: Iterable[str]) -> None:
        items, so_far = self._periods[period]
        self._periods[period] = (items + 1, so_far + amount)
        self._fingerprint.update("\x1f".join([*cells, "\n"]).encode())

    def figures(self) -> Figures:
        return Figures(dict(self._periods), self._fingerprint.hexdigest())


def cells(heading: Heading, one: Instruction) -> tuple[str, ...]:
    """A line of the file, cell by cell in the order of `COLUMNS`; the name as banks carry it."""
    kind, text = (str(one.payment_reference.kind), one.payment_reference.text) if one.payment_reference else ("", "")
    whom = (account_name(one.to.name), one.to.iban.number, kind, text)
    when = (one.period, *_days(one.period), one.due_on.isoformat())
    return (*heading, one.reference, one.household, one.cost, *whom, str(one.amount), *when)


def figures(heading: Heading, instructions: Iterable[Instruction]) -> Figures:
    """What a file of these instructions must come to."""
    tally = Tally()
    for one in instructions:
        tally.add(one.period, one.amount, cells(heading, one))
    return tally.figures()


def _days(period: str) -> tuple[str, str]:
    if period == FIRST:
        return "", ""
    month = parse_month(period)
    return first_day(month).isoformat(), last_day(month).isoformat()
