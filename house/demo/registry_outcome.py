"""What the registry did under each policy: its alarms and their ends, what it held, who pays. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from house.demo.outcome import Fate
from services.mandate_events import AlarmKind, Payer
from services.mandates.arrangements.payer import OURS
from services.mandates.release.deciding import Reason
from services.months import Month
from services.schedule.wanted.payments import PaymentKey

_OF_PAYERS = frozenset({AlarmKind.TWO_PAYERS, AlarmKind.NO_PAYER, AlarmKind.SUPPLIER_SILENT})
_REASONS = frozenset(map(str, Reason))


class SeenAlarm(NamedTuple):
    """An alarm and what became of it; `reached_supervisor` if nobody had acted by the day to act."""

    household_id: UUID
    kind: AlarmKind
    about: str
    month: Month
    harms_on: date
    closed_on: date | None
    closed_by: str | None
    reached_supervisor: bool

    @property
    def in_time(self) -> bool:
        """Whether it was over before the day on which it would have hurt."""
        return self.closed_on is not None and self.closed_on < self.harms_on


class CostMonth(NamedTuple):
    """A month of a cost: whether the plan pays it, who is its payer of record, and whether a supplier draws it too."""

    household_id: UUID
    cost: str
    month: Month
    due_on: date
    paid_by_us: bool
    payer: Payer | None
    drawn_from_client: bool

    @property
    def is_at_odds(self) -> bool:
        """Whether there are two payers, or none, as far as record, plan and mandates tell."""
        is_ours = self.payer in OURS
        return is_ours != self.paid_by_us or (is_ours and self.drawn_from_client)


@dataclass(frozen=True, slots=True)
class AlarmsOfKind:
    """The alarms of one kind: `by` what they were closed before their day of harm, and how many only after it."""

    raised: int
    in_time: int
    too_late: int
    open: int
    reached_supervisor: int
    by: Counter[str]


@dataclass(frozen=True, slots=True)
class RegistryOutcome:
    """What the registry did for the households of a policy. `payers` are cost-months that fell due, by payer of record.

    `at_odds` are months that had two payers, or none, on the day on which they fell due: an alarm told of each of them.
    `held` and `paid_later` are payments by the registry's reason; `holds` is what the alarms that are still open hold,
    as a number of payments and their sum in cents.
    """

    policy: str
    alarms: Mapping[AlarmKind, AlarmsOfKind]
    held: Counter[str] = field(default_factory=Counter)
    paid_later: Counter[str] = field(default_factory=Counter)
    holds: tuple[int, int] = (0, 0)
    payers: Counter[str] = field(default_factory=Counter)
    at_odds: int = 0

    @property
    def raised(self) -> int:
        return sum(one.raised for one in self.alarms.values())

    @property
    def in_time(self) -> int:
        return sum(one.in_time for one in self.alarms.values())

    @property
    def too_late(self) -> int:
        return sum(one.too_late for one in self.alarms.values())

    @property
    def open(self) -> int:
        return sum(one.open for one in self.alarms.values())

    @property
    def reached_supervisor(self) -> int:
        return sum(one.reached_supervisor for one in self.alarms.values())

    @property
    def by(self) -> Counter[str]:
        """By what alarms were closed in time."""
        found: Counter[str] = Counter()
        for one in self.alarms.values():
            found.update(one.by)
        return found


def registry_outcome(
    policy: str,
    alarms: Sequence[SeenAlarm],
    fates: Mapping[UUID, Sequence[Fate]],
    due: Sequence[CostMonth],
    at_odds: int,
) -> RegistryOutcome:
    """What the registry did for these households; `due` are their months as they are on record in the end."""
    held, paid_later = _held(fates.values())
    return RegistryOutcome(
        policy=policy,
        alarms={kind: _of_kind([one for one in alarms if one.kind is kind]) for kind in _kinds(alarms)},
        held=held,
        paid_later=paid_later,
        holds=_held_by_open(alarms, fates),
        payers=Counter(str(one.payer) if one.payer else "nobody" for one in due if one.payer or one.paid_by_us),
        at_odds=at_odds,
    )


def unseen(due: Iterable[CostMonth], alarms: Iterable[SeenAlarm]) -> list[CostMonth]:
    """The months with two payers, or with none, that no alarm was ever raised about."""
    told = {(one.household_id, one.about, one.month) for one in alarms if one.kind in _OF_PAYERS}
    return [one for one in due if one.is_at_odds and (one.household_id, one.cost, one.month) not in told]


def _kinds(alarms: Iterable[SeenAlarm]) -> list[AlarmKind]:
    return sorted({one.kind for one in alarms})


def _of_kind(alarms: Sequence[SeenAlarm]) -> AlarmsOfKind:
    return AlarmsOfKind(
        raised=len(alarms),
        in_time=sum(one.in_time for one in alarms),
        too_late=sum(one.closed_on is not None and not one.in_time for one in alarms),
        open=sum(one.closed_on is None for one in alarms),
        reached_supervisor=sum(one.reached_supervisor for one in alarms),
        by=Counter(one.closed_by or "" for one in alarms if one.in_time),
    )


def _held(fates: Iterable[Sequence[Fate]]) -> tuple[Counter[str], Counter[str]]:
    """Payments that the registry held, each once for each reason, and those of them that were paid later."""
    held: Counter[str] = Counter()
    paid_later: Counter[str] = Counter()
    for of_household in fates:
        paid = {one.key for one in of_household if one.held is None}
        for key, reason in sorted({(one.key, one.held) for one in of_household if one.held in _REASONS}):
            held[str(reason)] += 1
            paid_later[str(reason)] += key in paid
    return held, +paid_later


def _held_by_open(alarms: Sequence[SeenAlarm], fates: Mapping[UUID, Sequence[Fate]]) -> tuple[int, int]:
    """The payments that wait for a cost about which an alarm is open."""
    waiting: dict[tuple[UUID, PaymentKey], int] = {}
    for household_id, about in {(one.household_id, one.about) for one in alarms if one.closed_on is None}:
        of_cost = [one for one in fates.get(household_id, ()) if one.key.purpose == about]
        paid = {one.key for one in of_cost if one.held is None}
        waiting |= {(household_id, one.key): one.amount for one in of_cost if one.held and one.key not in paid}
    return len(waiting), sum(waiting.values())
