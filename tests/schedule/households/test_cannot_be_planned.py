"""A household that the planner can make nothing of: said plainly where a plan is asked for, and nowhere in the way."""

from uuid import UUID

import pytest

from tests.schedule.callers import Caller
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.households.test_bills_paid_twice import POLICY_7
from tests.schedule.households.test_endpoints import problem, registered
from tests.schedule.payments.runs import rewrite_case
from tests.schedule.rows import everything

NO_CASE = (
    "The case that this version was made of cannot be read; look at the facts of the household and record what is"
    " missing or correct what is wrong: that makes a new version."
)


async def broken(caller: Caller, admin_url: str, path: str = "{benefit}", value: str = "null") -> str:
    household = await registered(caller, costPayees=[POLICY_7])
    rewrite_case(admin_url, UUID(household), path, value)
    return household


@pytest.mark.parametrize("question", ["plans/latest", "plans/1/explanations?amount=62000"])
async def test_a_case_that_cannot_be_read_is_told_with_what_to_do(anna: Caller, admin_url: str, question: str) -> None:
    household = await broken(anna, admin_url)
    answer = await anna.get(f"/households/{household}/{question}")
    assert problem(answer) == (422, "cannot-be-planned")
    assert answer.json()["detail"] == NO_CASE


async def test_a_norm_that_is_none_is_named(anna: Caller, admin_url: str) -> None:
    household = await broken(anna, admin_url, "{benefit,norms,0,kind}", '"sinlge"')
    answer = await anna.get(f"/households/{household}/plans/1/explanations", amount=62000)
    assert problem(answer) == (422, "cannot-be-planned")
    assert answer.json()["detail"] == (
        "No plan can be made of the case of this version: 'sinlge' is no norm of the Participatiewet; look at the kinds"
        " of norm (benefit_norm) and at the days of the right, and correct the one that is wrong."
    )


async def test_what_is_assumed_before_any_norm_is_told_too(anna: Caller, admin_url: str) -> None:
    household = await registered(anna)
    before = everything(admin_url)
    answer = await anna.post(f"/households/{household}/what-ifs", {"leavesReceptionCentreOn": "2019-03-01"})
    assert problem(answer) == (422, "cannot-be-planned")
    assert answer.json()["detail"].startswith(
        "No plan can be made of these facts and what is assumed: no norms are known for 2019-03;"
    )
    assert everything(admin_url) == before


@pytest.mark.parametrize("path", ["", "/facts", "/plans"])
async def test_all_else_of_the_household_goes_on(anna: Caller, admin_url: str, path: str) -> None:
    household = await broken(anna, admin_url)
    assert (await anna.get(f"/households/{household}{path}")).status_code == 200


async def test_a_fact_that_is_recorded_makes_a_version_that_can_be_planned(anna: Caller, admin_url: str) -> None:
    household = await broken(anna, admin_url)
    assert (await anna.post(f"/households/{household}/facts", {"facts": [B12]})).status_code == 201
    assert (await anna.get(f"/households/{household}/plans/latest")).json()["version"] == 2


async def test_what_would_be_is_asked_of_the_facts_and_can_be_answered(anna: Caller, admin_url: str) -> None:
    household = await broken(anna, admin_url)
    assert (await anna.post(f"/households/{household}/what-ifs", {"facts": [B12]})).status_code == 200


async def test_another_household_with_the_same_bill_is_registered_all_the_same(anna: Caller, admin_url: str) -> None:
    await broken(anna, admin_url)
    await registered(anna, reference="Z-2", facts=PAPERS, costPayees=[POLICY_7])
    assert (await anna.get("/tasks", kind="bill_paid_twice")).json()["items"] == []
