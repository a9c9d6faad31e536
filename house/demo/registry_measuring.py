"""Asking the registry's database what it did: every alarm with its end, every cost-month with its payer."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import text

from house.demo.bank_folder import DoesNotAddUp
from house.demo.measuring import fates_of_all
from house.demo.outcome import Span
from house.demo.registry_outcome import CostMonth, RegistryOutcome, SeenAlarm, registry_outcome, unseen
from house.demo.world import World
from services.database import ReadSession
from services.mandate_events import AlarmKind, Payer
from services.months import month_text

_DAY = timedelta(days=1)
_POLICIES = text("select id, policy from household")
_ALARMS = text(
    """
    select household_id, kind, about, month, harms_on, closed_on, closed_by, exists (
        select from transition where subject_id = alarm.id and event = 'escalate'
    ) as reached_supervisor
    from alarm order by id
    """
)
_MONTHS = text(
    """
    select due.household_id, due.cost, due.month, due.due_on, due.paid_by_us, record.payer, exists (
        select from direct_debit as drawn where drawn.household_id = due.household_id and drawn.cost = due.cost
        and on_account = 'client' and state = 'active'
        and not exists (
            select from handshake where handshake.household_id = due.household_id and handshake.cost = due.cost
            and direction = 'taking_over' and answer = 'confirmed' and answered_month <= due.month
        )
    ) as drawn_from_client
    from cost_month as due left join lateral (
        select payer from payer_of_record as one where one.household_id = due.household_id and one.cost = due.cost
        and one.from_month <= due.month order by from_month desc, sequence desc limit 1
    ) as record on true
    where due.due_on > :after and due.due_on <= :until
    order by due.household_id, due.cost, due.month
    """
)


class DueMonths:
    """Every cost-month as the registry saw it when it fell due: a plan that is made later says nothing of that day."""

    def __init__(self, world: World, since: date) -> None:
        self._world = world
        self._until = since
        self.months: list[CostMonth] = []

    async def note(self, today: date) -> None:
        """Write down what fell due up to today since the last time, before any news arrives."""
        if today > self._until:
            async with self._world.mandates.reading(self._world.organisation_id) as session:
                self.months += await _months(session, self._until, today)
            self._until = today


async def registry_measured(world: World, noted: Sequence[CostMonth], span: Span) -> list[RegistryOutcome]:
    """What the registry did under each policy. `DoesNotAddUp` where a month that was `noted` has two payers, or none,
    and nobody was told of it.
    """
    async with world.mandates.reading(world.organisation_id) as session:
        policies = {row.id: row.policy for row in await session.execute(_POLICIES)}
        alarms = await _alarms(session)
        months = await _months(session, span.begins_on - _DAY, span.ends_on)
    missed = unseen(noted, alarms)
    if missed:
        raise DoesNotAddUp(f"{len(missed)} months have two payers, or none, and nobody saw it: {_named(missed[0])}")
    fates = await fates_of_all(world)
    return [
        registry_outcome(
            policy,
            [one for one in alarms if policies[one.household_id] == policy],
            {one: of for one, of in fates.items() if policies[one] == policy},
            [one for one in months if policies[one.household_id] == policy],
            sum(one.is_at_odds for one in noted if policies[one.household_id] == policy),
        )
        for policy in sorted(set(policies.values()))
    ]


async def _alarms(session: ReadSession) -> list[SeenAlarm]:
    return [SeenAlarm(row.household_id, AlarmKind(row.kind), *row[2:]) for row in await session.execute(_ALARMS)]


async def _months(session: ReadSession, after: date, until: date) -> list[CostMonth]:
    """The months that fell due after a day, up to and including another, as they are on record now."""
    return [
        CostMonth(
            row.household_id,
            row.cost,
            row.month,
            row.due_on,
            row.paid_by_us,
            Payer(row.payer) if row.payer else None,
            row.drawn_from_client,
        )
        for row in await session.execute(_MONTHS, {"after": after, "until": until})
    ]


def _named(one: CostMonth) -> str:
    return f"{one.cost} of {month_text(one.month)} in household {one.household_id}, due on {one.due_on}"
