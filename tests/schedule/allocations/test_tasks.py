"""What is astray is a task of its payment at once, silence one of its cost; and both follow what is said."""

from datetime import UTC, date, datetime
from uuid import UUID

from services.schedule.allocations.tasks import Key, Known, Wanted, compare, wanted_tasks
from services.schedule.households.reconciliation import KeptTask, TaskChanges
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome
from tests.schedule.allocations.builders import BOOKED, ELSEWHERE, HOUSEHOLD, LESS, NOT_BOOKED, RENT, answered, rent

NEW, OLD = UUID(int=100), UUID(int=99)
LATE = date(2026, 4, 20)
SAID_AT = datetime(2026, 3, 9, 12, tzinfo=UTC)
APRIL = rent(occasion="2026-04", executed_on=date(2026, 4, 1), known_at=datetime(2026, 4, 1, 12, tzinfo=UTC))
ALARM = Task(TaskKind.PAID_NOT_BOOKED, "rent/2026-03", date(2026, 3, 10), done=False, amount=620_00)
SILENCE = Task(TaskKind.BOOKING_NOT_TOLD, "rent", date(2026, 3, 18), done=False, amount=620_00)


def key(task: Task) -> Key:
    return HOUSEHOLD, task.kind, task.about


def changes(
    wanted: Task | None, known: Task | None, outcome: TaskOutcome | None = None, closed_at: datetime | None = None
) -> TaskChanges:
    since = SAID_AT if wanted is not None and wanted.kind is TaskKind.PAID_NOT_BOOKED else None
    asked = {} if wanted is None else {key(wanted): Wanted(wanted, since)}
    there = {} if known is None else {key(known): Known(KeptTask(OLD, known, outcome), closed_at)}
    return compare(asked, there, lambda: NEW).get(HOUSEHOLD, TaskChanges())


def test_what_was_not_booked_is_a_task_by_the_next_bank_day_with_what_is_astray() -> None:
    assert wanted_tasks([answered(NOT_BOOKED)], SAID_AT.date()) == {key(ALARM): Wanted(ALARM, SAID_AT)}
    amounts = [wanted_tasks([answered(said)], LATE)[key(ALARM)].task.amount for said in (LESS, ELSEWHERE)]
    assert amounts == [20_00, 620_00]


def test_silence_is_one_task_of_a_cost_however_many_months_it_lasts() -> None:
    assert wanted_tasks([RENT], date(2026, 3, 17)) == {key(SILENCE): Wanted(SILENCE)}
    both = wanted_tasks([APRIL, RENT], LATE)
    assert both == {key(SILENCE): Wanted(SILENCE._replace(amount=1_240_00))}


def test_nobody_is_asked_to_do_a_thing_about_what_was_booked_or_came_back_or_is_not_late() -> None:
    quiet = [answered(BOOKED), answered(NOT_BOOKED)._replace(over=True), rent(over=True)]
    assert wanted_tasks(quiet, LATE) == {}
    assert wanted_tasks([RENT], RENT.answer_by) == {}


def test_a_new_task_is_opened_and_one_that_is_open_follows() -> None:
    assert changes(ALARM, None) == TaskChanges(opened=[KeptTask(NEW, ALARM)])
    assert changes(ALARM, ALARM) == TaskChanges()
    more = SILENCE._replace(amount=1_240_00)
    assert changes(more, SILENCE) == TaskChanges(moved=[KeptTask(OLD, more)])


def test_what_was_mended_ends_its_task_and_what_ended_already_is_left() -> None:
    assert changes(None, ALARM) == TaskChanges(ended=[KeptTask(OLD, ALARM, TaskOutcome.DONE)])
    assert changes(None, ALARM, TaskOutcome.CLOSED, SAID_AT) == TaskChanges()


def test_what_a_person_closed_stays_closed_until_the_supplier_says_it_again() -> None:
    before, after = SAID_AT.replace(hour=11), SAID_AT.replace(hour=13)
    assert changes(ALARM, ALARM, TaskOutcome.CLOSED, after) == TaskChanges()
    assert changes(ALARM, ALARM, TaskOutcome.CLOSED, before) == TaskChanges(reopened=[KeptTask(OLD, ALARM)])
    assert changes(SILENCE, SILENCE, TaskOutcome.CLOSED, before) == TaskChanges()


def test_what_ended_by_an_answer_asks_again_when_that_no_longer_holds() -> None:
    for task in (ALARM, SILENCE):
        assert changes(task, task, TaskOutcome.DONE) == TaskChanges(reopened=[KeptTask(OLD, task)])
