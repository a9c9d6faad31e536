"""What has to be done for a month's payments, by whom and before which day. Pure.

A run that nobody proposes announces nothing, so the days are counted backwards from the first day on which something
of the month is due: five bank days before it the run is proposed, three before it approved, two before it filed.
A step that comes late itself leaves the next one a bank day all the same.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from services import banking_days
from services.auth import Role
from services.events import NextStep
from services.schedule.payments.run import RunKey, RunState

OWNERS = {NextStep.PROPOSE: Role.PROPOSER, NextStep.APPROVE: Role.APPROVER, NextStep.FILE: Role.PROPOSER}
"""Whose task a step is. What a worker does by itself is the proposer's to look after."""

ESCALATES_TO = {NextStep.PROPOSE: Role.APPROVER, NextStep.APPROVE: Role.PROPOSER, NextStep.FILE: Role.APPROVER}
"""Who is told when its day has passed: the other of the two, who sees the same run."""

BANK_DAYS_BEFORE = {NextStep.PROPOSE: 5, NextStep.APPROVE: 3, NextStep.FILE: 2}
OPENS_BEFORE = 10
"""Bank days before the first due day: from then on the month's run is asked for."""

_NEXT_STEP = {
    None: NextStep.PROPOSE,
    RunState.WITHDRAWN: NextStep.PROPOSE,
    RunState.PROPOSING: NextStep.APPROVE,
    RunState.PROPOSED: NextStep.APPROVE,
    RunState.APPROVED: NextStep.FILE,
    RunState.FROZEN: NextStep.FILE,
}


class Wanted(NamedTuple):
    """A step that a run waits for, and the day before which it is to be done."""

    key: RunKey
    step: NextStep
    due_on: date


def next_step(state: RunState | None) -> NextStep | None:
    """What a run waits for; one that is not there, to be proposed; one that is filed, for nothing."""
    return _NEXT_STEP.get(state)


def is_asked_for(first_due: date, today: date) -> bool:
    """Whether it is time to ask for the month in which something is due on this day first."""
    return today >= banking_days.bank_days_later(first_due, -OPENS_BEFORE)


def wanted(key: RunKey, state: RunState | None, first_due: date, came_here_on: date | None) -> Iterator[Wanted]:
    """The task of a run, of which the first payment is due on that day; it came into its state on the other."""
    step = next_step(state)
    if step is None:
        return
    due_on = banking_days.bank_days_later(first_due, -BANK_DAYS_BEFORE[step])
    if came_here_on is not None and step is not NextStep.PROPOSE:
        due_on = max(due_on, banking_days.bank_days_later(came_here_on, 1))
    yield Wanted(key, step, due_on)
