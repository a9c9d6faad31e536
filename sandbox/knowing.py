"""What the world outside knows of a municipality: what it was told, what it has taken on, and what is still to come.

Plain values, so that a world can be put back to a moment: a copy of this is the world outside at that moment.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sandbox.bank import Bank
from sandbox.payments import Order
from sandbox.scripts import Scripted
from sandbox.truth import Answered, AtClient


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


class Word(NamedTuple):
    """What a supplier is going to say to a handshake: yes, from a month (`2026-03`) on; or without one no."""

    handshake_id: str
    month: str | None


class Instructed(NamedTuple):
    """A file that tells the benefit system what to withhold."""

    run_id: str
    number: int


@dataclass
class Knowledge:
    """All of it, of one world."""

    bank: Bank
    chances: Scripted
    accounts: dict[str, str]
    households: dict[str, Known] = field(default_factory=dict)
    plans: dict[str, list[Expected]] = field(default_factory=dict)
    paid_out: set[tuple[str, str]] = field(default_factory=set)
    attempts: Counter[tuple[int, str]] = field(default_factory=Counter)
    at_suppliers: dict[str, Order] = field(default_factory=dict)
    answers: dict[date, list[Answered]] = field(default_factory=lambda: defaultdict(list))
    words: dict[date, list[Word]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[date, list[str]] = field(default_factory=lambda: defaultdict(list))
    at_client: dict[date, list[AtClient]] = field(default_factory=lambda: defaultdict(list))
    instructed: dict[date, list[Instructed]] = field(default_factory=lambda: defaultdict(list))
    new_households: bool = False
    without_departure: set[str] = field(default_factory=set)
    new_facts: set[str] = field(default_factory=set)
    new_plans: set[str] = field(default_factory=set)
    new_runs: set[str] = field(default_factory=set)
    new_instructions: set[str] = field(default_factory=set)
    new_questions: set[str] = field(default_factory=set)
    told_of: int = 0

    @property
    def ids(self) -> dict[int, str]:
        """The households by their number."""
        return {known.number: household_id for household_id, known in self.households.items()}
