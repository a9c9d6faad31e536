"""Letting go is planned backwards from the end: each step has its last day, what it needs, and shows when late."""

from datetime import date
from uuid import UUID

from services.schedule.households.letting_go import LettingGo, Need, Needed, Step, letting_go
from services.schedule.households.planning import planned
from services.schedule.households.reconciliation import KeptTask
from services.schedule.households.tasks import Task, TaskKind, TaskOutcome, TaskState, tasks_for
from tests.schedule.callers import Caller
from tests.schedule.households.builders import B12, PAPERS, RULES, Raw, a_dossier
from tests.schedule.households.test_endpoints import registered

JUNE = date(2026, 6, 15)
CLOSED = UUID(int=7)
NO_EXTENSION = Task(TaskKind.EXTENSION_DECISION, "2026-08-07", date(2026, 7, 7), done=False)


def way(*raws: Raw, policy: str = "statutory", kept: tuple[KeptTask, ...] = (), today: date = JUNE) -> LettingGo:
    dossier, payees = a_dossier(*PAPERS, B12, *raws), ("rent", "leefgeld")
    made = planned("h", dossier, policy, RULES)
    assert made is not None
    return letting_go(dossier, made, tasks_for(dossier, made, payees, date(2026, 1, 5)), kept, payees, today)


def step(found: LettingGo, kind: str, about: str = "") -> Step:
    return next(one for one in found.steps if (str(one.task.kind), one.task.about) == (kind, about))


def test_every_step_stands_by_its_last_day() -> None:
    found = way()
    assert (found.relief_ends_on, found.extension and found.extension.months) == (date(2026, 8, 7), 6)
    assert [(str(one.task.kind), one.task.about, str(one.task.due_on)) for one in found.steps] == [
        ("hand_back", "water", "2026-04-01"),
        ("hand_back", "energy", "2026-05-01"),
        ("hand_back", "health_premium", "2026-06-01"),
        ("hand_back", "rent", "2026-07-01"),
        ("self_reliance_check", "", "2026-07-07"),
        ("extension_decision", "2026-08-07", "2026-07-07"),
        ("end_of_relief", "", "2026-07-07"),
        ("toeslag_account_back", "huurtoeslag", "2026-07-13"),
        ("toeslag_account_back", "zorgtoeslag", "2026-07-13"),
        ("closing_settlement", "2026-08-07", "2026-08-10"),
        ("aftercare", "month-2", "2026-10-07"),
        ("aftercare", "month-3", "2026-11-07"),
    ]


def test_what_must_have_its_effect_on_a_day_says_which() -> None:
    """On 20 August Dienst Toeslagen pays for the first time after the relief; from June the client pays his energy."""
    found = way()
    assert step(found, "toeslag_account_back", "huurtoeslag").in_force_on == date(2026, 8, 20)
    assert step(found, "hand_back", "energy").in_force_on == date(2026, 6, 1)
    assert step(found, "end_of_relief").in_force_on == date(2026, 8, 8)
    assert step(found, "self_reliance_check").in_force_on is None


def test_what_was_not_done_by_its_day_is_late() -> None:
    handed_back = {"kind": "cost_handed_back", "cost": "water", "from": "2026-05"}
    found = way(handed_back)
    assert step(found, "hand_back", "water").state is TaskState.DONE
    assert step(found, "hand_back", "energy").state is TaskState.OVERDUE
    assert step(found, "hand_back", "rent").state is TaskState.OPEN


def test_the_decision_to_extend_comes_before_the_first_account_is_asked_back() -> None:
    """Relief ends on 19 August; a month before is too late, for on 13 July the accounts are to be asked back."""
    found = way({"kind": "relief_ends", "on": "2026-08-19"})
    back, decision = step(found, "toeslag_account_back", "huurtoeslag"), step(found, "extension_decision", "2026-08-19")
    assert (back.task.due_on, decision.task.due_on, decision.state) == (
        date(2026, 7, 13),
        date(2026, 7, 13),
        TaskState.DONE,
    )


def test_an_extension_asks_the_same_again_of_the_later_end() -> None:
    extended = {"kind": "decision", "article": "57", "from": "2026-08-08", "until": "2027-02-07"}
    found = way(extended)
    assert found.relief_ends_on == date(2027, 2, 7)
    assert [one.task for one in found.steps if one.task.kind is TaskKind.EXTENSION_DECISION] == [
        Task(TaskKind.EXTENSION_DECISION, "2027-02-07", date(2027, 1, 7), done=False)
    ]
    dossier = a_dossier(*PAPERS, B12, extended)
    asked = tasks_for(dossier, planned("h", dossier, "statutory", RULES), (), date(2026, 1, 5))
    assert [one.about for one in asked if one.kind is TaskKind.EXTENSION_DECISION and one.done] == ["2026-08-07"]


def test_what_a_person_closed_is_done_and_lets_others_go_on() -> None:
    closed = KeptTask(CLOSED, NO_EXTENSION, TaskOutcome.CLOSED)
    decision = step(way(kept=(closed,)), "extension_decision", "2026-08-07")
    assert (decision.state, decision.task_id) == (TaskState.DONE, CLOSED)
    ends = step(way(kept=(closed,)), "end_of_relief")
    assert ends.needs == (Needed(Need.SELF_RELIANCE_CHECK, False), Needed(Need.EXTENSION_DECISION, True))


def test_the_closing_settlement_waits_for_accounts_costs_and_a_minus() -> None:
    """What is left on the budget account on the bank day after the relief goes to the client: € 1.74."""
    closing = step(way(), "closing_settlement", "2026-08-07")
    assert (closing.task.due_on, closing.task.amount) == (date(2026, 8, 10), 174)
    assert closing.needs == (
        Needed(Need.CLIENT_ACCOUNT, True),
        Needed(Need.TOESLAG_ACCOUNTS_BACK, False),
        Needed(Need.COSTS_HANDED_BACK, False),
        Needed(Need.NO_MINUS, True),
    )


def test_a_minus_that_would_stay_is_told_as_one() -> None:
    late = [{**one, "on": "2026-06-20"} for one in PAPERS if one["kind"] == "toeslag_applied"]
    facts = [one for one in PAPERS if one["kind"] != "toeslag_applied"]
    dossier = a_dossier(*facts, *late, B12)
    made = planned("h", dossier, "den-haag", RULES)
    assert made is not None
    found = letting_go(dossier, made, tasks_for(dossier, made, (), date(2026, 1, 5)), (), (), JUNE)
    closing = step(found, "closing_settlement", "2026-08-07")
    assert closing.task.amount == made.plan.closing.budget < 0
    assert Needed(Need.NO_MINUS, False) in closing.needs


def test_who_keeps_his_toeslagen_has_no_account_to_ask_back() -> None:
    found = way(policy="capelle")
    assert [one for one in found.steps if one.task.kind is TaskKind.TOESLAG_ACCOUNT_BACK] == []
    needs = step(found, "closing_settlement", "2026-08-07").needs
    assert [one.what for one in needs] == [Need.CLIENT_ACCOUNT, Need.COSTS_HANDED_BACK, Need.NO_MINUS]


def test_a_policy_without_an_extension_asks_nobody_to_decide_on_one() -> None:
    assert [one for one in way(policy="den-haag").steps if one.task.kind is TaskKind.EXTENSION_DECISION] == []


async def test_the_way_is_told_with_the_task_that_asks_for_each_step(anna: Caller) -> None:
    household = await registered(anna)
    told = (await anna.get(f"/households/{household}/letting-go")).json()
    assert (told["householdId"], told["reliefEndsOn"], told["extension"]) == (household, "2026-08-07", None)
    (rent,) = [one for one in told["steps"] if (one["kind"], one["about"]) == ("hand_back", "rent")]
    (task,) = [one for one in (await anna.get("/tasks", kind="hand_back")).json()["items"] if one["about"] == "rent"]
    assert (rent["taskId"], rent["dueOn"], rent["inForceOn"], rent["state"]) == (
        task["id"],
        "2026-08-01",
        "2026-09-01",
        "open",
    )
    (closing,) = (await anna.get("/tasks", kind="closing_settlement")).json()["items"]
    step_told = next(one for one in told["steps"] if one["kind"] == "closing_settlement")
    assert (closing["amount"], closing["about"], closing["closesByHand"]) == (step_told["amount"], "2026-08-07", True)


async def test_without_a_plan_there_is_nothing_to_let_go_of_yet(anna: Caller) -> None:
    household = await registered(anna, facts=[])
    told = (await anna.get(f"/households/{household}/letting-go")).json()
    assert told == {
        "householdId": household,
        "reliefEndsOn": None,
        "extension": None,
        "selfReliance": None,
        "steps": [],
    }
