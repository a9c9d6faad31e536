"""What the benefit system and Dienst Toeslagen make of what they are to pay. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sandbox.accounts import example_iban
from sandbox.faults import Befallen, Chances, FaultKind, Of
from sandbox.patience import TOESLAG_MISSED_AFTER, seen_by
from sandbox.statement_file import Line
from sandbox.truth import AtClient, Booked, Course, Notice
from services.banking_days import after, bank_days_later
from services.schedule.schemas import TaskKind, ToeslagKind

_BENEFIT_ACCOUNT = example_iban(7_000_000_000)
_TOESLAGEN_ACCOUNT = "NL86INGB0002445588"
"""From which every toeslag comes (services/schedule/matching/payers.toml)."""

_TOESLAGEN = frozenset(map(str, ToeslagKind))
_OTHERWISE_BY = (100, 20_000)
_UNTIL_TOLD = 8
"""Bank days: by then it was missed, and somebody asked the client."""


class Due(NamedTuple):
    """Money that a household is to get on our account on a day, in cents; `reference` is its number with us."""

    account: str
    household: int
    reference: str
    about: str
    cents: int
    on: date

    @property
    def kind(self) -> str:
        """What it is: `benefit`, a toeslag, a grant."""
        return self.about.partition("/")[0]

    @property
    def is_toeslag(self) -> bool:
        """Whether Dienst Toeslagen pays it."""
        return self.kind in _TOESLAGEN

    @property
    def number(self) -> str:
        """By what its payer writes whose it is: Dienst Toeslagen has numbers of its own."""
        return f"T{self.household:08d}" if self.is_toeslag else self.reference

    def booked(self, on: date, cents: int, fault: FaultKind | None = None, number: str | None = None) -> Booked:
        """How it is booked on a day; with an empty number the payer forgot it."""
        number = self.number if number is None else number
        what = f"VOORSCHOT {self.kind.replace('_', ' ').upper()}" if self.is_toeslag else "Bijstand zaak"
        name, iban = (
            ("BELASTINGDIENST", _TOESLAGEN_ACCOUNT)
            if self.is_toeslag
            else ("Uitkeringsadministratie", _BENEFIT_ACCOUNT)
        )
        line = Line(cents, on, "", f"{what} {number}".strip(), name=name, iban=iban)
        return Booked(self.account, line, self.household, self.about, fault)


def course_of(due: Due, today: date, chances: Chances) -> Course:
    """What becomes of money that falls due by today."""
    on = after(max(due.on, today))
    befallen = chances.befalls(Of.TOESLAG if due.is_toeslag else Of.BENEFIT, due.household, due.about)
    if befallen is None:
        return Course([due.booked(on, due.cents)])
    return replace(_COURSES[befallen.kind](due, on, befallen), befell=befallen.kind)


def _late(due: Due, on: date, befallen: Befallen) -> Course:
    later = bank_days_later(on, befallen.days)
    return Course(
        [due.booked(later, due.cents, befallen.kind)], notices=[_missing(due, on, befallen)._replace(until=later)]
    )


def _never(due: Due, on: date, befallen: Befallen) -> Course:
    return Course(notices=[_missing(due, on, befallen)])


def _to_client(due: Due, on: date, befallen: Befallen) -> Course:
    """Missed here like money that never comes, until the client tells."""
    told_on = bank_days_later(on, _UNTIL_TOLD)
    came = AtClient(due.household, due.kind, due.cents, on, told_on)
    return Course(notices=[_missing(due, on, befallen)], at_client=[came])


def _twice(due: Due, on: date, befallen: Befallen) -> Course:
    again = bank_days_later(on, befallen.days)
    return Course([due.booked(on, due.cents), due.booked(again, due.cents, befallen.kind)])


def _otherwise(due: Due, on: date, befallen: Befallen) -> Course:
    differs = befallen.draw.choice((1, -1)) * befallen.draw.randint(*_OTHERWISE_BY)
    cents = due.cents + differs if due.cents + differs > 0 else due.cents + abs(differs)
    return Course([due.booked(on, cents, befallen.kind)])


def _without_number(due: Due, on: date, befallen: Befallen) -> Course:
    return Course([due.booked(on, due.cents, befallen.kind, number="")])


def _missing(due: Due, on: date, befallen: Befallen) -> Notice:
    """A toeslag is missed by the calendar, all else by what statements show."""
    if due.is_toeslag:
        known_by = bank_days_later(on, TOESLAG_MISSED_AFTER)
        return Notice(due.household, TaskKind.TOESLAG_MISSING, due.about, befallen.kind, due.account, known_by)
    about, known_by = f"income/{due.about}", seen_by(on)
    return Notice(due.household, TaskKind.NOT_SEEN, about, befallen.kind, due.account, known_by)


_COURSES: Mapping[FaultKind, Callable[[Due, date, Befallen], Course]] = {
    FaultKind.BENEFIT_LATE: _late,
    FaultKind.BENEFIT_NEVER: _never,
    FaultKind.BENEFIT_TWICE: _twice,
    FaultKind.BENEFIT_OTHERWISE: _otherwise,
    FaultKind.BENEFIT_WITHOUT_NUMBER: _without_number,
    FaultKind.TOESLAG_LATE: _late,
    FaultKind.TOESLAG_NEVER: _never,
    FaultKind.TOESLAG_TWICE: _twice,
    FaultKind.TOESLAG_OTHERWISE: _otherwise,
    FaultKind.TOESLAG_WITHOUT_NUMBER: _without_number,
    FaultKind.TOESLAG_TO_CLIENT: _to_client,
}
