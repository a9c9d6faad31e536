"""The same bill at two households of the organisation: is it paid twice, and who has to be asked? Pure.

A bill is known by the account that it is paid on and the supplier's reference; all that goes to a client is known by
the client's own account. Of what went wrong in the pilots this cost people most (seed 001, lines 109-110, 2810).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from services.months import month_of
from services.schedule.households.reconciliation import KeptTask, TaskChanges
from services.schedule.households.tasks import TO_CLIENT, Task, TaskKind, TaskOutcome
from services.schedule.planning.case import Case
from services.schedule.planning.fixed_costs import cost_months


class Paid(NamedTuple):
    """A cost of a household that is paid on some account with some reference."""

    household_id: UUID
    cost: str


class SharedBill(NamedTuple):
    """Two costs, of a household and of another one, that are paid on the same account with the same reference."""

    one: Paid
    other: Paid

    @property
    def about(self) -> str:
        """What a task of the one is about: its own cost, and the other household."""
        return f"{self.one.cost}/{self.other.household_id}"


class KeptAlarm(NamedTuple):
    """A task that asked somebody before whether a bill of this household is paid twice."""

    household_id: UUID
    kept: KeptTask

    @property
    def cost(self) -> str:
        return self.kept.task.about.partition("/")[0]

    @property
    def other(self) -> UUID:
        """The household that has the same bill."""
        return UUID(self.kept.task.about.partition("/")[2])

    def is_about(self, households: Collection[UUID]) -> bool:
        """Whether it is a task of one of these households, or about one."""
        return self.household_id in households or self.other in households


def paid_twice(shared: Iterable[SharedBill], cases: Mapping[UUID, Case]) -> set[SharedBill]:
    """Those of the bills that both households pay for the same month, seen from either side.

    `cases` are those of the newest plans; a household without a plan pays nothing.
    """
    found: set[SharedBill] = set()
    for bill in shared:
        one, other = (_paid_for(cases.get(paid.household_id), paid.cost) for paid in bill)
        if one & other:
            found |= {bill, SharedBill(bill.other, bill.one)}
    return found


def _paid_for(case: Case | None, cost: str) -> set[int]:
    """The months for which a cost is paid, or the days on which the client is carried."""
    if case is None:
        return set()
    if cost == TO_CLIENT:
        return set(range(case.benefit.starts_on.toordinal(), case.relief_ends_on.toordinal() + 1))
    ours = [one for one in cost_months(case) if one.kind == cost and one.whose is None]
    return {month_of(one.due) if one.month is None else one.month for one in ours}


def alarms(
    twice: Collection[SharedBill],
    before: Iterable[KeptAlarm],
    looked_at: Collection[UUID],
    today: date,
    new_id: Callable[[], UUID],
) -> dict[UUID, TaskChanges]:
    """The tasks that begin and end, by household, when the bills of the households `looked_at` are these.

    Each cost has one open task at a time, however many households have the same bill; what a person closed stays
    closed, until there is yet another household.
    """
    kept = {(one.household_id, one.kept.task.about): one for one in before}
    wanted = {(bill.one.household_id, bill.about) for bill in twice}
    open_ones = {place: one for place, one in kept.items() if one.kept.outcome is None}
    over = {place for place, one in open_ones.items() if place not in wanted and one.is_about(looked_at)}
    asked = {Paid(one.household_id, one.cost) for place, one in open_ones.items() if place not in over}
    changes: dict[UUID, TaskChanges] = defaultdict(TaskChanges)
    for place in sorted(over):
        ended = kept[place].kept._replace(outcome=TaskOutcome.NOT_NEEDED)
        changes[place[0]].ended.append(ended)
    for paid, bills in groupby(sorted(twice), key=lambda bill: bill.one):
        if paid not in asked:
            _ask(changes[paid.household_id], bills, kept, today, new_id)
    return changes


def _ask(
    changes: TaskChanges,
    bills: Iterable[SharedBill],
    kept: Mapping[tuple[UUID, str], KeptAlarm],
    today: date,
    new_id: Callable[[], UUID],
) -> None:
    """Ask about the first of these bills of one cost that nobody has settled by hand."""
    for bill in bills:
        alarm = kept.get((bill.one.household_id, bill.about))
        task = Task(TaskKind.BILL_PAID_TWICE, bill.about, today, done=False)
        if alarm is None:
            changes.opened.append(KeptTask(new_id(), task))
            return
        if alarm.kept.outcome is not TaskOutcome.CLOSED:
            changes.reopened.append(KeptTask(alarm.kept.id, task))
            return
