"""What the world outside knows of a municipality: what it was told, what it has taken on, and what is still to come.

Plain values, so that a world can be put back to a moment: a copy of this is the world outside at that moment.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sandbox.bank import Bank
from sandbox.faults import Chances
from sandbox.payments import Order
from sandbox.truth import Answered


class Known(NamedTuple):
    """A household as payers know it: its number in the order of registration, our reference, and the account (IBAN) of
    its municipality."""

    number: int
    reference: str
    account: str


class Expected(NamedTuple):
    """Money (cents) that a plan has come in on a day: `benefit`, a toeslag, a grant."""

    on: date
    kind: str
    cents: int


class Question(NamedTuple):
    """What a supplier was asked: whether somebody else may pay from a month (`2026-03`) on."""

    handshake_id: str
    month: str


class Instructed(NamedTuple):
    """A file that tells the benefit system what to withhold."""

    run_id: str
    number: int


@dataclass
class Knowledge:
    """All of it, of one world."""

    bank: Bank
    chances: Chances
    accounts: dict[str, str]
    households: dict[str, Known] = field(default_factory=dict)
    plans: dict[str, list[Expected]] = field(default_factory=dict)
    paid_out: set[tuple[str, str]] = field(default_factory=set)
    attempts: Counter[tuple[int, str]] = field(default_factory=Counter)
    at_suppliers: dict[str, Order] = field(default_factory=dict)
    answers: dict[date, list[Answered]] = field(default_factory=lambda: defaultdict(list))
    questions: dict[date, list[Question]] = field(default_factory=lambda: defaultdict(list))
    instructed: dict[date, list[Instructed]] = field(default_factory=lambda: defaultdict(list))
    new_households: bool = False
    new_plans: set[str] = field(default_factory=set)
    new_runs: set[str] = field(default_factory=set)
    new_instructions: set[str] = field(default_factory=set)
    new_questions: set[str] = field(default_factory=set)
    brought: int = 0
