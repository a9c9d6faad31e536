"""What people must have seen of what the world did. Pure: the truth of the world beside what the system made of it.

Of each booking it is asked whose it became: nobody's money may become another's, and what is odd is an exception. Of
what no booking says (a payment that never went, money that never came) it is asked whether somebody was told in time.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sandbox.faults import IS_ODD, FaultKind
from sandbox.truth import Booked, Notice

_DAY = timedelta(days=1)
_NEVER_NAMED = frozenset({FaultKind.TOESLAG_TWICE, FaultKind.TOESLAG_OTHERWISE})
"""Dienst Toeslagen writes numbers of its own: until somebody said whose they are they name nobody."""


class Part(NamedTuple):
    """What of a booking became whose, for what, in cents."""

    household: int | None
    about: str
    cents: int


class Made(NamedTuple):
    """What the system made of a booking: parts of households, or an exception (`oddity`) that may name one."""

    parts: tuple[Part, ...] = ()
    oddity: str | None = None
    names: int | None = None
    mirrors: bool = False


class Unseen(NamedTuple):
    """Something that the world did and that nobody can see, or that became somebody else's."""

    household: int | None
    what: str
    fault: FaultKind | None = None


def judge(booked: Booked, made: Made | None) -> Unseen | None:
    """What is wrong about what became of a booking; None if everybody can see what it is."""
    if made is None:
        return Unseen(
            booked.household, f"a booking of {booked.line.cents} cents for {booked.about} was passed over", booked.fault
        )
    if made.mirrors:
        return None
    if made.oddity is None:
        return _of_parts(booked, made)
    if made.names is not None and booked.household is not None and made.names != booked.household:
        what = f"the exception ({made.oddity}) about {booked.about} names household {made.names}"
        return Unseen(booked.household, what, booked.fault)
    must_name = booked.fault in IS_ODD - _NEVER_NAMED and booked.household is not None
    if must_name and made.names is None:
        return Unseen(
            booked.household, f"the exception ({made.oddity}) about {booked.about} names nobody", booked.fault
        )
    return None


def _of_parts(booked: Booked, made: Made) -> Unseen | None:
    if booked.of:
        return _of_batch(booked, made)
    if booked.fault in IS_ODD and not _is_another(booked, made):
        return Unseen(booked.household, f"{booked.about} was booked as if nothing were odd", booked.fault)
    others = [part for part in made.parts if part.household != booked.household]
    if others:
        what = f"{booked.about} became money of household {others[0].household} for {others[0].about}"
        return Unseen(booked.household, what, booked.fault)
    kind = _kind(booked.about)
    if any(_kind(part.about) != kind for part in made.parts):
        return Unseen(booked.household, f"{booked.about} was taken for {made.parts[0].about}", booked.fault)
    total = sum(part.cents for part in made.parts)
    if total != abs(booked.line.cents):
        return Unseen(
            booked.household, f"of {abs(booked.line.cents)} cents for {booked.about} {total} were booked", booked.fault
        )
    return None


def _of_batch(booked: Booked, made: Made) -> Unseen | None:
    truth = {Part(one.household, one.about, -one.line.cents) for one in booked.of}
    if truth == set(made.parts) and len(truth) == len(made.parts):
        return None
    other = min(truth ^ set(made.parts), key=str)
    return Unseen(other.household, f"a batch of {len(truth)} became {len(made.parts)}; not so of {other.about}")


def _is_another(booked: Booked, made: Made) -> bool:
    """What came or was drawn twice may be what was awaited of another month, by the same name and of the same amount:
    then it is that month's, and that month's own, if it comes, is odd."""
    may_be = booked.line.cents > 0 or booked.fault is FaultKind.DRAWN_TWICE
    return may_be and all(part.about != booked.about for part in made.parts)


def _kind(about: str) -> str:
    return about.partition("/")[0]


class Waiting:
    """Notices that people are to get: each is asked for from the night on in which they can know."""

    def __init__(self) -> None:
        self._notices: list[Notice] = []
        self._due: list[Notice] = []

    def expect(self, notices: Iterable[Notice]) -> None:
        """From now on these are to be told."""
        self._notices.extend(notices)

    def due(self, today: date, reached: Mapping[str, date | None]) -> list[Notice]:
        """What must have been told by tonight: what could be known last night, for the alarms ring in the morning.

        `reached` says by account up to which day statements were brought without a gap.
        """
        due, self._due = [one for one in self._due if not _has_shown(one, today, reached)], []
        waiting = []
        for one in self._notices:
            reaches = _reaches(one, today, reached)
            is_by_calendar = one.sign == "toeslag_missing"
            if _has_shown(one, today, reached):
                continue
            if (today if is_by_calendar else reaches) >= one.known_by:
                self._due.append(one)
            else:
                waiting.append(one)
        self._notices = waiting
        return due

    def __len__(self) -> int:
        return len(self._notices) + len(self._due)


def _reaches(one: Notice, today: date, reached: Mapping[str, date | None]) -> date:
    return today - _DAY if one.account is None else reached[one.account] or date.min


def _has_shown(one: Notice, today: date, reached: Mapping[str, date | None]) -> bool:
    """Also between the night in which it could be known and the next: the statement may be there before the alarm."""
    return one.until is not None and _reaches(one, today, reached) >= one.until


def untold(due: Iterable[Notice], told: Collection[tuple[int, str, str]]) -> Iterator[Unseen]:
    """Those of which there is no task and no exception; `told` are household, sign, and what it is about.

    A refund tells its mandate and no month: that of a bill from weeks ago may be told as that of a later one.
    """
    of_kind = {(household, sign, _kind(about)) for household, sign, about in told}
    for one in due:
        is_told = (one.household, str(one.sign), one.about) in told
        if one.fault is FaultKind.DRAWN_AND_REFUNDED:
            is_told |= (one.household, str(one.sign), _kind(one.about)) in of_kind
        if not is_told:
            yield Unseen(one.household, f"nobody was told ({one.sign}) about {one.about}", one.fault)
