"""Each date that somebody must act on is a task with a deadline, counted backwards where letting go needs it."""

from datetime import date
from uuid import UUID

import pytest

from services.schedule.households.planning import planned
from services.schedule.households.reconciliation import KeptTask, reconcile
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome, TaskState, state_of, tasks_for
from tests.schedule.households.builders import B12, NEEDED, PAPERS, RENT, RULES, Raw, a_dossier

_REGISTERED = date(2026, 1, 5)
_ALL_PAID = ("rent", "energy", "water", "health_premium", "leefgeld")


def tasks(*raws: Raw, policy: str = "den-haag", payees: tuple[str, ...] = _ALL_PAID) -> dict[tuple[str, str], Task]:
    dossier = a_dossier(*raws)
    found = tasks_for(dossier, planned("h", dossier, policy, RULES), payees, _REGISTERED)
    by_key = {(str(task.kind), task.about): task for task in found}
    assert len(by_key) == len(found)
    return by_key


def test_of_a_household_without_a_plan_somebody_must_find_out_what_is_missing() -> None:
    assert tasks(NEEDED[0]) == {
        ("facts_missing", ""): Task(TaskKind.FACTS_MISSING, "", _REGISTERED, done=False),
    }


def test_the_b12_is_expected_on_day_twelve_and_each_day_later_costs_a_days_allowance() -> None:
    assert tasks(*PAPERS)["b12_expected", ""] == Task(
        TaskKind.B12_EXPECTED, "", date(2026, 2, 15), done=False, cost_per_day=1000
    )


def test_the_b12_is_no_task_any_more_once_it_came() -> None:
    assert tasks(*PAPERS, B12)["b12_expected", ""].done


def test_toeslagen_are_to_be_applied_for_on_day_0() -> None:
    """Since 1 January 2025 COA does not do it any more."""
    found = tasks(*NEEDED, RENT)
    assert found["toeslag_application", "huurtoeslag"].due_on == date(2026, 2, 3)
    assert found["toeslag_application", "zorgtoeslag"].due_on == date(2026, 2, 3)
    assert ("toeslag_application", "kindgebonden_budget") not in found


def test_with_children_there_is_a_kindgebonden_budget_to_apply_for() -> None:
    family = {"kind": "composition", "from": "2026-02-03", "householdType": "couple", "children": 2}
    assert ("toeslag_application", "kindgebonden_budget") in tasks(family, *NEEDED[1:])


def test_without_rent_there_is_no_huurtoeslag_to_apply_for() -> None:
    assert ("toeslag_application", "huurtoeslag") not in tasks(*NEEDED)


def test_a_decision_is_due_thirteen_weeks_after_the_application() -> None:
    found = tasks(*PAPERS)
    assert found["toeslag_application", "huurtoeslag"].done
    assert found["toeslag_decision", "huurtoeslag"] == Task(
        TaskKind.TOESLAG_DECISION, "huurtoeslag", date(2026, 5, 5), done=False
    )
    assert ("toeslag_arrival", "huurtoeslag") not in found


def test_after_a_decision_the_money_is_due_on_the_next_pay_day() -> None:
    decided = {"kind": "toeslag_decided", "toeslag": "huurtoeslag", "on": "2026-04-17"}
    found = tasks(*PAPERS, decided)
    assert found["toeslag_decision", "huurtoeslag"].done
    assert found["toeslag_arrival", "huurtoeslag"] == Task(
        TaskKind.TOESLAG_ARRIVAL, "huurtoeslag", date(2026, 4, 20), done=False
    )
    arrived = {"kind": "toeslag_arrived", "toeslag": "huurtoeslag", "on": "2026-04-20", "account": "budget"}
    assert tasks(*PAPERS, decided, arrived)["toeslag_arrival", "huurtoeslag"].done


def test_the_toeslagen_account_is_asked_back_a_month_and_a_cut_off_before_it_must_be_in_force() -> None:
    """Relief ends on 7 August, so on 20 August it is to be paid to the client: asked before 20 July, less a week."""
    found = tasks(*PAPERS)
    assert found["toeslag_account_back", "huurtoeslag"].due_on == date(2026, 7, 13)
    asked = {"kind": "toeslag_account", "toeslag": "huurtoeslag", "on": "2026-07-01", "account": "client"}
    assert tasks(*PAPERS, asked)["toeslag_account_back", "huurtoeslag"].done


def test_where_toeslagen_go_to_the_client_nothing_is_asked_back() -> None:
    assert not [key for key in tasks(*PAPERS, policy="capelle") if key[0] == "toeslag_account_back"]


YOUTH: list[Raw] = [
    {"kind": "composition", "from": "2026-02-03", "householdType": "youth"},
    NEEDED[1],
    {"kind": "benefit_norm", "from": "2026-02", "norm": "youth"},
]


def test_for_a_youth_the_top_up_is_asked_for_when_the_right_begins() -> None:
    assert tasks(*YOUTH)["youth_top_up", ""] == Task(TaskKind.YOUTH_TOP_UP, "", date(2026, 2, 8), done=False)
    with_top_up = {"kind": "benefit_norm", "from": "2026-03", "norm": "youth_with_top_up"}
    assert tasks(*YOUTH, with_top_up)["youth_top_up", ""].done


def test_before_2026_there_is_no_top_up_to_ask_for() -> None:
    early: list[Raw] = [
        YOUTH[0],
        {"kind": "azc_departure", "on": "2025-02-03"},
        {"kind": "benefit_norm", "from": "2025-02", "norm": "youth"},
    ]
    assert ("youth_top_up", "") not in tasks(*early)


def test_a_payee_is_needed_a_week_before_the_first_payment() -> None:
    found = tasks(*PAPERS, payees=("rent",))
    assert found["payee_missing", "rent"].done
    assert found["payee_missing", "energy"] == Task(TaskKind.PAYEE_MISSING, "energy", date(2026, 3, 6), done=False)
    assert found["payee_missing", "leefgeld"].due_on == date(2026, 2, 3)


def test_under_inhouding_the_client_is_paid_with_the_benefit_and_needs_no_payee() -> None:
    found = tasks(*PAPERS, policy="capelle", payees=())
    assert [about for kind, about in found if kind == "payee_missing"] == ["rent"]


def test_who_would_have_fifteen_euros_for_a_month_is_somebodys_task_two_weeks_before() -> None:
    """A rent of € 1,316.42 without toeslagen leaves € 15.00 of the payout of 30 April, under inhouding."""
    dear = {**RENT, "amount": 131642}
    dossier = a_dossier(*NEEDED, dear, B12)
    made = planned("h", dossier, "capelle", RULES)
    assert made is not None
    assert made.summary.lowest_rest == 1500
    assert tasks(*NEEDED, dear, B12, policy="capelle")["plan_falls_short", "cannot_live_on"] == Task(
        TaskKind.PLAN_FALLS_SHORT, "cannot_live_on", date(2026, 4, 16), done=False
    )


def test_a_plan_that_falls_short_no_more_asks_nothing() -> None:
    """Until the B12 comes COA's debt makes the account go deeper than the minstand in May."""
    assert tasks(*PAPERS)["plan_falls_short", "below_minstand_cap"].due_on == date(2026, 5, 1)
    assert not [about for kind, about in tasks(*PAPERS, B12) if kind == "plan_falls_short"]


def test_each_cost_is_handed_back_a_month_after_its_supplier_was_asked() -> None:
    found = tasks(*PAPERS, policy="statutory")
    due = {about: task.due_on for (kind, about), task in found.items() if kind == "hand_back"}
    assert due == {
        "water": date(2026, 4, 1),
        "energy": date(2026, 5, 1),
        "health_premium": date(2026, 6, 1),
        "rent": date(2026, 7, 1),
    }
    handed_back = {"kind": "cost_handed_back", "cost": "water", "from": "2026-05"}
    assert tasks(*PAPERS, handed_back, policy="statutory")["hand_back", "water"].done


def test_without_a_ramp_down_everything_goes_back_after_the_last_due_day_of_the_relief() -> None:
    """Relief ends on 7 August: rent of the 1st is still paid in August, energy of the 15th is not."""
    found = tasks(*PAPERS)
    assert found["hand_back", "rent"].due_on == date(2026, 8, 1)
    assert found["hand_back", "energy"].due_on == date(2026, 7, 1)


def test_review_end_and_aftercare_stand_in_the_policy() -> None:
    found = tasks(*PAPERS, policy="statutory")
    assert found["review", "month-6"].due_on == date(2026, 7, 31)
    assert found["self_reliance_check", ""].due_on == date(2026, 7, 7)
    assert found["end_of_relief", ""].due_on == date(2026, 7, 7)
    assert found["aftercare", "month-2"].due_on == date(2026, 10, 7)
    assert found["aftercare", "month-3"].due_on == date(2026, 11, 7)


def test_an_extension_moves_the_end_and_a_decided_end_closes_it() -> None:
    extension = {"kind": "decision", "article": "57", "from": "2026-08-08", "until": "2027-02-07"}
    assert tasks(*PAPERS, extension)["end_of_relief", ""] == Task(
        TaskKind.END_OF_RELIEF, "", date(2027, 1, 7), done=False
    )
    assert tasks(*PAPERS, {"kind": "relief_ends", "on": "2026-08-07"})["end_of_relief", ""].done


def test_a_look_at_self_reliance_counts_for_three_months() -> None:
    def done(on: str) -> bool:
        checked = {"kind": "self_reliance_checked", "on": on, "level": "sufficient"}
        return tasks(*PAPERS, checked)["self_reliance_check", ""].done

    assert (done("2026-05-06"), done("2026-05-07")) == (False, True)


@pytest.mark.parametrize(
    ("today", "outcome", "state"),
    [
        (date(2026, 2, 15), None, TaskState.OPEN),
        (date(2026, 2, 16), None, TaskState.OVERDUE),
        (date(2026, 2, 16), TaskOutcome.CLOSED, TaskState.DONE),
    ],
)
def test_what_is_due_today_is_overdue_tomorrow(today: date, outcome: TaskOutcome | None, state: TaskState) -> None:
    assert state_of(date(2026, 2, 15), outcome, today) is state


OPEN = Task(TaskKind.B12_EXPECTED, "", date(2026, 2, 15), done=False, cost_per_day=1000)
DONE = OPEN._replace(done=True)
LATER = OPEN._replace(due_on=date(2026, 2, 22))
KNOWN, NEXT = UUID(int=7), UUID(int=8)


@pytest.mark.parametrize(
    ("kept", "wanted", "changed"),
    [
        (None, OPEN, {"opened": [KeptTask(NEXT, OPEN)]}),
        (None, DONE, {}),
        (KeptTask(KNOWN, OPEN), OPEN, {}),
        (KeptTask(KNOWN, OPEN), DONE, {"ended": [KeptTask(KNOWN, DONE, TaskOutcome.DONE)]}),
        (KeptTask(KNOWN, OPEN), LATER, {"moved": [KeptTask(KNOWN, LATER)]}),
        (KeptTask(KNOWN, OPEN), None, {"ended": [KeptTask(KNOWN, OPEN, TaskOutcome.NOT_NEEDED)]}),
        (KeptTask(KNOWN, OPEN, TaskOutcome.DONE), OPEN, {"reopened": [KeptTask(KNOWN, OPEN)]}),
        (KeptTask(KNOWN, OPEN, TaskOutcome.DONE), DONE, {}),
        (KeptTask(KNOWN, OPEN, TaskOutcome.NOT_NEEDED), OPEN, {"reopened": [KeptTask(KNOWN, OPEN)]}),
        (KeptTask(KNOWN, OPEN, TaskOutcome.NOT_NEEDED), None, {}),
        (KeptTask(KNOWN, OPEN, TaskOutcome.CLOSED), OPEN, {}),
        (KeptTask(KNOWN, OPEN, TaskOutcome.CLOSED), LATER, {}),
    ],
)
def test_the_kept_tasks_follow_the_wanted_ones(
    kept: KeptTask | None, wanted: Task | None, changed: dict[str, list[KeptTask]]
) -> None:
    changes = reconcile([kept] if kept else [], [wanted] if wanted else [], lambda: NEXT)
    found = {name: getattr(changes, name) for name in ("opened", "reopened", "moved", "ended")}
    assert {name: value for name, value in found.items() if value} == changed
