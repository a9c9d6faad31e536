"""What was said at the registry is so in the plan too, and nobody types it a second time: who pays a cost from a month
on, and until when a supplier waits, become facts here; a cost that the client refused is somebody's task.

Whoever comes first: what a fact says already is not recorded again, and another word takes its place. An event about a
household that somebody is changing at that moment is not taken, and comes again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import text

from services.database import Session, organisation_of
from services.mandate_events import DeferralChanged, DutyChanged, HandingBackKept, Payer, PayerOfRecordChanged
from services.months import Month, parse_month
from services.schedule.hand import Hand
from services.schedule.households import repository
from services.schedule.households.contents import CostDeferred, CostHandedBack, CostKept
from services.schedule.households.facts import Fact, Key, Statement, changes, standing
from services.schedule.households.rulebook import Rulebook
from services.schedule.households.service import record, record_all
from services.schedule.planning.policy import CostKind
from services.sealing import Keyring

BY: Final = "service:mandates"
_MONTH: Final = "the supplier, or a person at the registry, named this month"
_TAKEN_OVER: Final = "taken over again, by the registry"
_NO_CLEAN_MONTH: Final = "no clean month yet of the cost before it, by the registry"
_DAY: Final = "the supplier waits until this day, by the registry"
_WAITS_NO_LONGER: Final = "the supplier waits no longer, by the registry"
_Told = TypeVar("_Told", PayerOfRecordChanged, DeferralChanged, HandingBackKept)
_CLIENT = {Payer.CLIENT_PAYS, Payer.CLIENT_PAYS_WATCHED}

_KEEP_DUTY = text(
    """
    insert into registry_duty (organisation_id, household_id, cost, version, undecided_from)
    values (:mine, :household_id, :cost, :version, :undecided_from)
    on conflict (organisation_id, household_id, cost) do update
    set version = excluded.version, undecided_from = excluded.undecided_from
    where registry_duty.version < excluded.version
    """
)


class FollowsTheRegistry:
    """What this service makes of what became of households at the registry, by these rules."""

    def __init__(self, rules: Rulebook, keyring: Keyring) -> None:
        self._rules = rules
        self._keyring = keyring

    async def hear_payers(self, session: Session, events: Sequence[PayerOfRecordChanged], now: datetime) -> None:
        """Record what was handed back, and what was taken over after that; `HouseholdIsChanging`."""
        hand = self._hand(session, now)
        for told in _in_turns([one for one in events if one.is_handed_over]):
            await _record(session, hand, told, _of_payer)

    async def hear_deferrals(self, session: Session, events: Sequence[DeferralChanged], now: datetime) -> None:
        """Record until when a supplier waits for the bill of a month, or that it waits no longer."""
        hand = self._hand(session, now)
        for told in _in_turns(events):
            await _record(session, hand, told, _of_deferral)

    async def hear_ramp_downs(self, session: Session, events: Sequence[HandingBackKept], now: datetime) -> None:
        """Record which costs we go on paying, for the client has no clean month yet of the one before."""
        hand = self._hand(session, now)
        for told in _in_turns(events):
            await _record(session, hand, told, _of_ramp_down)

    async def hear_duties(self, session: Session, events: Sequence[DutyChanged], now: datetime) -> None:
        """Keep the newest word on each cost that a client refused, and open or end the task to decide about it;
        `HouseholdIsChanging`.
        """
        hand, mine = self._hand(session, now), organisation_of(session)
        for one in events:
            await repository.hold(session, one.household_id, None)
            told = one.model_dump(include={"household_id", "version", "undecided_from"})
            await session.execute(_KEEP_DUTY, {"mine": mine, "cost": str(one.cost), **told})
            await record(session, hand, one.household_id, [])

    def _hand(self, session: Session, now: datetime) -> Hand:
        return Hand.of(session, BY, now, self._rules, self._keyring)


def _in_turns(events: Iterable[_Told]) -> Iterator[Mapping[UUID, _Told]]:
    """First what was told first of each household, then what was told next: one plan follows from each of them."""
    by_household: dict[UUID, list[_Told]] = {}
    for one in events:
        by_household.setdefault(one.household_id, []).append(one)
    for turn in zip_longest(*by_household.values()):
        yield {one.household_id: one for one in turn if one is not None}


async def _record(
    session: Session,
    hand: Hand,
    told: Mapping[UUID, _Told],
    stated: Callable[[Mapping[Key, Fact], _Told], list[Statement]],
) -> None:
    await record_all(session, hand, told, lambda one: stated(standing(one.facts), told[one.id]))


def _of_payer(stands: Mapping[Key, Fact], told: PayerOfRecordChanged) -> list[Statement]:
    if told.payer in _CLIENT:
        return changes(stands, [CostHandedBack(cost=CostKind(told.cost), since=told.from_month)], _MONTH)
    return list(_taken_over(stands, CostKind(told.cost), parse_month(told.from_month)))


def _taken_over(stands: Mapping[Key, Fact], cost: CostKind, month: Month) -> Iterator[Statement]:
    """What the client was to pay from that month on is ours again; what he paid until then stays his."""
    for fact in stands.values():
        said = fact.content
        if not isinstance(said, CostHandedBack) or said.cost is not cost:
            continue
        if said.since >= month:
            yield Statement(None, fact.id, _TAKEN_OVER)
        elif said.until is None or said.until > month:
            yield Statement(said.model_copy(update={"until": month}), fact.id, _TAKEN_OVER)


def _of_ramp_down(stands: Mapping[Key, Fact], told: HandingBackKept) -> list[Statement]:
    return changes(stands, [CostKept(cost=CostKind(told.cost), until=told.until)], _NO_CLEAN_MONTH)


def _of_deferral(stands: Mapping[Key, Fact], told: DeferralChanged) -> list[Statement]:
    if told.until is not None:
        said = CostDeferred(cost=CostKind(told.cost), month=told.month, until=told.until)
        return changes(stands, [said], _DAY)
    fact = stands.get(("cost_deferred", f"{told.cost}/{told.month}"))
    return [] if fact is None else [Statement(None, fact.id, _WAITS_NO_LONGER)]
