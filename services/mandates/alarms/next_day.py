"""On which day the round looks at a household again if nothing of it changes: the first that can bring something. Pure.

What the rules see follows from what is known and from the day alone. So between two looks it is the same until a day
comes that one of them asks about: these are gathered here, rather one too many than one too few. Whatever changes what
is known, as each step of a handshake, brings the household back on the next day (migration 0017).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from services.banking_days import bank_days_later
from services.mandate_events import AlarmState, HandshakeState, WatchedMonthState
from services.mandates.accounts.account import Standing
from services.mandates.alarms.alarm import ROOM_TO_ACT, Alarm, raised_from
from services.mandates.alarms.sight import AHEAD, BEHIND, Sight
from services.mandates.arrangements.handshake import MARGIN
from services.mandates.intake.team import Member
from services.months import first_day, month_of

_DAY = timedelta(days=1)

Marked = tuple[UUID, date]
"""A household, and a day on which the rules may see it otherwise."""


class Beyond(NamedTuple):
    """What lies beyond sight: the first due day behind it, and the day of a B12 that is told ahead; None where there is
    none.
    """

    due_on: date | None = None
    b12_on: date | None = None


def next_days(
    household_ids: Collection[UUID],
    sight: Sight,
    beyond: Mapping[UUID, Beyond],
    standing: Sequence[Alarm],
    teams: Mapping[UUID, Sequence[Member]],
    today: date,
) -> dict[UUID, date]:
    """For each household the first such day after today; `standing` are the alarms that were left open today."""
    found: dict[UUID, set[date]] = defaultdict(set)
    for household_id, day in (*_of_sight(sight, today), *_of_alarms(standing, teams, today)):
        found[household_id].add(day)
    for household_id, one in beyond.items():
        found[household_id].update(_of_beyond(one, sight))
    everybodys = set(_everybodys(today))
    return {one: min(day for day in found[one] | everybodys if day > today) for one in household_ids}


def _everybodys(today: date) -> Iterator[date]:
    """A new month: papers of a cost that is paid no more are dropped, and costs without a plan are looked for in it."""
    yield first_day(month_of(today) + 1)
    yield first_day(month_of(today + AHEAD) + 1) - AHEAD


def _of_sight(sight: Sight, today: date) -> Iterator[Marked]:
    suppliers: dict[UUID, set[UUID]] = defaultdict(set)
    for one in sight.due:
        yield one.household_id, raised_from(one.due_on, one.answer_days)
        yield from _passing(one.household_id, one.due_on)
        if one.supplier_id is not None:
            suppliers[one.household_id].add(one.supplier_id)
    for household_id, days in sight.leefgeld_days.items():
        for day in days:
            yield household_id, day + BEHIND + _DAY
    for owner, accounts in sight.accounts.items():
        yield from ((owner, day) for day in _of_accounts(accounts))
    for household_id, supplied_by in suppliers.items():
        for supplier_id in supplied_by:
            yield from ((household_id, day) for day in _of_accounts(sight.accounts.get(supplier_id, ())))
    for lost in sight.unplanned:
        yield lost.household_id, raised_from(first_day(lost.month), lost.answer_days)
        yield from _passing(lost.household_id, first_day(lost.month))
    for watched in sight.unproved:
        yield from _passing(watched.household_id, watched.due_on)
        if watched.state is WatchedMonthState.TO_ASK:
            yield watched.household_id, watched.answer_by + _DAY
    for word in sight.words:
        if word.state is HandshakeState.ASKED:
            yield word.household_id, word.deadline + _DAY
    for unasked in sight.not_asked:
        yield unasked.household_id, raised_from(unasked.harms_on, unasked.answer_days + MARGIN)
    for household_id, _ in sight.lacking:
        yield household_id, today + _DAY


def _passing(household_id: UUID, day: date) -> Iterator[Marked]:
    """A day that has passed, and then lies too far back to be looked at."""
    yield household_id, day + _DAY
    yield household_id, day + BEHIND + _DAY


def _of_accounts(accounts: Iterable[Standing]) -> Iterator[date]:
    for one in accounts:
        yield one.valid_from
        if one.valid_until is not None:
            yield one.valid_until + _DAY


def _of_beyond(one: Beyond, sight: Sight) -> Iterator[date]:
    """The day on which the next due day comes in sight, or long enough before it for the slowest supplier."""
    if one.due_on is not None:
        in_time = bank_days_later(one.due_on, -(sight.slowest + ROOM_TO_ACT))
        yield min(in_time, one.due_on - AHEAD) if sight.uses else in_time
    if one.b12_on is not None:
        yield one.b12_on


def _of_alarms(standing: Iterable[Alarm], teams: Mapping[UUID, Sequence[Member]], today: date) -> Iterator[Marked]:
    """An open one is shown to a supervisor when the day to act has passed, and at once where it is nobody's; and whose
    it is follows who stands around the household.
    """
    for one in standing:
        household_id = one.key.household_id
        if one.state is AlarmState.OPEN:
            yield household_id, today + _DAY if one.owner is None else one.act_by + _DAY
        for member in teams.get(household_id, ()):
            yield household_id, member.from_day
            if member.until_day is not None:
                yield household_id, member.until_day + _DAY
