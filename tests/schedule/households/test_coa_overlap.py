"""The overlap with COA: the debt that is agreed and repaid, and the days that the client pays twice until somebody
puts them right.

The client leaves the azc on 3 February with € 10.00 a day from COA; his right begins on 8 February, and the benefit of
a month is paid on its last bank day.
"""

from dataclasses import replace
from datetime import date

from services.schedule.households.coa_overlap import CoaOverlap, coa_overlap
from services.schedule.households.tasks import Task, TaskKind
from services.schedule.planning.case import CoaTreatment
from services.schedule.planning.plan import plan
from services.schedule.wanted.income import expectations
from tests.schedule.callers import Caller
from tests.schedule.households.builders import B12, PAPERS, RULES, Raw, a_dossier, a_plan
from tests.schedule.households.test_endpoints import problem, registered
from tests.schedule.households.test_tasks import tasks

LATE: Raw = {"kind": "b12_received", "on": "2026-03-10"}
EARLY: Raw = {"kind": "b12_received", "on": "2026-02-03"}
AGREED: Raw = {"kind": "debt", "debt": "coa_debt", "from": "2026-04-01", "open": 30000, "instalment": 14000}
FEBRUARY_PAID: Raw = {"kind": "benefit_paid", "month": "2026-02", "amount": 79907}


def overlap(*raws: Raw, policy: str = "den-haag") -> CoaOverlap:
    return coa_overlap(a_dossier(*PAPERS, *raws), a_plan(*PAPERS, *raws, policy=policy).plan)


def income(*raws: Raw) -> dict[str, tuple[str, int]]:
    """What the runs expect of the benefit, by its month: on which day, how much."""
    found = expectations(a_plan(*PAPERS, *raws).plan)
    return {one.subject: (one.on.isoformat(), one.amount) for one in found if one.subject.startswith("benefit/")}


def test_a_late_b12_lowers_the_first_payout_and_the_run_expects_the_next_one_corrected() -> None:
    """Until 10 March 21 days of February with a right lower it by € 210.00: 199.50 and the holiday allowance of it."""
    without, late = income(B12), income(LATE)
    assert without["benefit/2026-02"] == ("2026-02-27", 99857)
    assert late["benefit/2026-02"] == ("2026-02-27", 79907)
    assert without["benefit/2026-03"] == ("2026-03-31", 133142)
    assert late["benefit/2026-03"] == ("2026-03-31", 133142 + 19950)
    assert 99857 - 79907 == 19950
    assert late["benefit/2026-04"] == without["benefit/2026-04"]
    june = "benefit/2026-06"
    assert late[june] == without[june], "the holiday allowance that was restored is paid in June as well"


def test_a_b12_in_time_costs_days_and_lowers_nothing_and_one_on_day_0_costs_nothing() -> None:
    """It counts from its processing day: received on Sunday 15 February, that is Monday, after 13 days."""
    in_time, early = overlap(B12), overlap(EARLY)
    assert (in_time.computed, in_time.paid_twice, in_time.agree_by) == ((13, 13000), None, date(2026, 3, 16))
    assert (early.computed, early.paid_twice, early.agree_by) == ((0, 0), None, None)


def test_what_is_taken_off_is_told_with_the_payout_that_corrects_it() -> None:
    assert overlap(LATE).paid_twice == (21000, date(2026, 2, 27), date(2026, 3, 31))
    assert overlap().paid_twice == (174000, date(2026, 2, 27), None), "without any B12 every payout is cut"


def test_the_debt_is_agreed_on_once_the_b12_fixes_it_and_the_difference_is_told() -> None:
    assert ("coa_debt", "") not in tasks(*PAPERS), "it still grows"
    assert ("coa_debt", "") not in tasks(*PAPERS, EARLY), "there is none"
    assert tasks(*PAPERS, LATE)["coa_debt", ""] == Task(
        TaskKind.COA_DEBT, "", date(2026, 4, 7), done=False, amount=35000
    )
    assert tasks(*PAPERS, LATE, AGREED)["coa_debt", ""].done
    agreed = overlap(LATE, AGREED)
    assert (agreed.computed.amount, agreed.difference) == (35000, -5000)


def test_what_was_agreed_is_repaid_from_the_payouts_to_the_cent() -> None:
    agreed = overlap(LATE, AGREED).agreed
    assert agreed is not None
    assert [(one.on.isoformat(), one.amount) for one in agreed.repaid] == [
        ("2026-04-30", 14000),
        ("2026-05-29", 14000),
        ("2026-06-30", 2000),
    ]
    assert agreed.still_open == 0
    slow = overlap(LATE, {**AGREED, "from": "2026-07-01"}).agreed
    assert slow is not None
    assert slow.still_open == 16000


def test_another_debt_is_not_coas() -> None:
    other = {**AGREED, "debt": "energy_settlement"}
    assert overlap(LATE, other).agreed is None
    assert not tasks(*PAPERS, LATE, other)["coa_debt", ""].done


def test_what_is_paid_twice_stands_with_its_sum_until_the_benefit_system_says_what_it_paid() -> None:
    key = ("paid_twice", "")
    assert tasks(*PAPERS)[key] == Task(TaskKind.PAID_TWICE, "", date(2026, 2, 27), done=False, amount=174000)
    assert tasks(*PAPERS, LATE)[key] == Task(TaskKind.PAID_TWICE, "", date(2026, 3, 31), done=False, amount=21000)
    assert tasks(*PAPERS, LATE, FEBRUARY_PAID)[key].done
    assert key not in tasks(*PAPERS, B12)


def test_where_the_allowance_is_a_debt_only_nothing_is_taken_off_and_nobody_is_asked() -> None:
    case = a_plan(*PAPERS, LATE).case
    as_debt = replace(case, coa=replace(case.coa, treatment=CoaTreatment.DEBT_ONLY))
    found = coa_overlap(a_dossier(*PAPERS, LATE), plan(as_debt, RULES.norms))
    assert (found.computed.amount, found.paid_twice) == (35000, None)


async def test_the_overlap_is_told_with_what_was_agreed_and_a_person_may_say_that_it_was_put_right(
    anna: Caller,
) -> None:
    household = await registered(anna)
    await anna.post(f"/households/{household}/facts", {"facts": [LATE, AGREED]})
    told = (await anna.get(f"/households/{household}/coa-overlap")).json()
    assert told == {
        "householdId": household,
        "currency": "EUR",
        "b12ReceivedOn": "2026-03-10",
        "days": 35,
        "computed": 35000,
        "agreed": {
            "amount": 30000,
            "difference": -5000,
            "instalment": 14000,
            "from": "2026-04-01",
            "repayments": [
                {"on": "2026-04-30", "amount": 14000},
                {"on": "2026-05-29", "amount": 14000},
                {"on": "2026-06-30", "amount": 2000},
            ],
            "stillOpen": 0,
        },
        "paidTwice": {"amount": 21000, "firstOn": "2026-02-27", "correctedOn": "2026-03-31"},
    }
    (twice,) = (await anna.get("/tasks", kind="paid_twice")).json()["items"]
    assert (twice["amount"], twice["dueOn"], twice["closedByFact"]) == (21000, "2026-03-31", "benefit_paid")
    solved = {"reason": "the payout of March had it back"}
    answer = await anna.post(f"/households/{household}/tasks/{twice['id']}/closures", solved)
    assert (answer.status_code, answer.json()["outcome"]) == (201, "closed")


async def test_without_a_plan_nobody_knows_what_it_costs(anna: Caller) -> None:
    household = await registered(anna, facts=[])
    assert problem(await anna.get(f"/households/{household}/coa-overlap")) == (404, "no-such-plan")
