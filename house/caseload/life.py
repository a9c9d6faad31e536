"""The days on which everything about a household hangs, and the words in which what happens to it is told."""

from datetime import date, timedelta
from typing import NamedTuple

from house.caseload.kinds import KINDS, Kind
from house.caseload.towns import Town, towns
from sandbox.draw import Draw, office_day
from services.payment_reference import PaymentReference
from services.schedule.households.contents import Content
from services.schedule.planning.benefit import relief_end
from services.schedule.planning.household import UNTIL_BENEFIT
from services.schedule.planning.policy import Policy
from services.schedule.policies.loading import shipped

_WEEK = timedelta(weeks=1)
_BEFORE_THE_STORY = 7 * _WEEK
_AROUND_ITS_BEGINNING = 2 * _WEEK
_HANDED_IN = {(-30, -10): 21, (-9, 0): 6, (1, 9): 3}
"""Days from the departure to the day on which somebody enters the household."""


class Known(NamedTuple):
    """Something about a household, and the day on which it becomes known."""

    on: date
    content: Content


class KnownPayee(NamedTuple):
    """From which day it is known whom to pay for a cost (`leefgeld` for the client's own account), and how."""

    on: date
    cost: str
    name: str
    iban: str
    reference: PaymentReference | None


class KnownPaper(NamedTuple):
    """A paper that is missing when the household is handed in, and the day on which somebody brings it."""

    on: date
    kind: str


class Period(NamedTuple):
    """When a caseload lives: most of it around `begins_on`, the rest until `until`, or nobody where that is None."""

    begins_on: date
    until: date | None = None


class Life(NamedTuple):
    """Who a household is and when it leaves the azc; `ends_on` is the last day of its relief.

    On `handed_in_on` somebody enters it, with what its papers say by then: mostly weeks before it comes.
    `leaves_early` says that the relief ends before its six months: moved away, or without a right any more.
    """

    number: int
    town: Town
    kind: Kind
    ages: tuple[int, ...]
    handed_in_on: date
    leaves_on: date
    right_from: date
    decided_on: date
    ends_on: date
    leaves_early: bool

    def at_once(self, content: Content) -> Known:
        """What is known from the day on which it is handed in."""
        return Known(self.handed_in_on, content)

    @property
    def policy(self) -> Policy:
        """The way of working of its town."""
        return shipped()[self.town.policy]

    @property
    def people(self) -> int:
        """Adults and children."""
        return self.kind.adults + len(self.ages)


def life_of(draw: Draw, number: int, period: Period) -> Life:
    """The life of the household with this number: towns take turns, and in a turn the same people come to each."""
    town = towns()[number % len(towns())]
    kind = draw.dealt("kind", {kind: kind.parts for kind in KINDS})
    leaves_on = _departure(draw, period)
    right_from = leaves_on + (timedelta() if draw.percent(5) else UNTIL_BENEFIT)
    until, early = relief_end(right_from), draw.dealt("early", {False: 28, True: 2})
    return Life(
        number=number,
        town=town,
        kind=kind,
        ages=tuple(sorted(draw.randint(0, 17) for _ in range(draw.randint(*kind.children)))),
        handed_in_on=draw.office_day_after(leaves_on, *draw.dealt("handed in", _HANDED_IN)),
        leaves_on=leaves_on,
        right_from=right_from,
        decided_on=_decided(draw, right_from),
        ends_on=min(right_from + timedelta(days=draw.randint(60, 150)), until) if early else until,
        leaves_early=early,
    )


def _departure(draw: Draw, period: Period) -> date:
    around = period.begins_on + _AROUND_ITS_BEGINNING
    if period.until is None or draw.dealt("around", {True: 18, False: 12}):
        return draw.office_day(period.begins_on - _BEFORE_THE_STORY, around)
    return draw.office_day(around, period.until)


def _decided(draw: Draw, right_from: date) -> date:
    how_long = draw.dealt("decided", {(0, 0): 14, (3, 14): 11, (15, 42): 5})
    return office_day(right_from + timedelta(days=draw.randint(*how_long)))
