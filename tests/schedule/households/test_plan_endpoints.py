"""Plans over HTTP: versions that stand, figures that explain themselves, and questions of which nothing is kept."""

import pytest

from tests.schedule.callers import Caller
from tests.schedule.households.builders import B12, PAPERS, Raw, a_plan
from tests.schedule.households.test_endpoints import faults, problem, registered
from tests.schedule.rows import everything
from tests.superuser import as_superuser


async def test_every_version_can_be_asked_for_newest_first(anna: Caller) -> None:
    household = await registered(anna)
    await anna.post(f"/households/{household}/facts", {"facts": [B12]})
    versions = (await anna.get(f"/households/{household}/plans")).json()["items"]
    assert [(one["version"], one["factSequence"], one["policy"]) for one in versions] == [
        (2, 13, "den-haag"),
        (1, 12, "den-haag"),
    ]
    first = (await anna.get(f"/households/{household}/plans/1")).json()
    newest = (await anna.get(f"/households/{household}/plans/latest")).json()
    assert {**newest, "document": None} == {**versions[0], "document": None}
    assert first["summary"]["coaDebt"] > newest["summary"]["coaDebt"] == 13_000


async def test_versions_come_a_page_at_a_time(anna: Caller) -> None:
    household = await registered(anna)
    await anna.post(f"/households/{household}/facts", {"facts": [B12]})
    first = (await anna.get(f"/households/{household}/plans", limit=1)).json()
    second = (await anna.get(f"/households/{household}/plans", limit=1, cursor=first["nextCursor"])).json()
    assert [one["version"] for one in first["items"] + second["items"]] == [2, 1]


async def test_a_plan_says_on_the_wire_what_the_planner_says(anna: Caller) -> None:
    household = await registered(anna)
    told = (await anna.get(f"/households/{household}/plans/latest")).json()["document"]
    made = a_plan(*PAPERS)
    assert told["entries"] == [
        {"on": one.on.isoformat(), "account": one.account, "kind": one.kind, "amount": one.amount}
        for one in made.plan.entries
    ]
    assert (told["caseId"], told["currency"], told["reliefEndsOn"]) == (household, "EUR", "2026-08-07")


@pytest.mark.parametrize("version", ["2", "0", "newest", "-1"])
async def test_a_version_that_does_not_exist_is_not_found(anna: Caller, version: str) -> None:
    household = await registered(anna)
    status = 404 if version == "2" else 400
    assert (await anna.get(f"/households/{household}/plans/{version}")).status_code == status


async def test_a_household_without_a_plan_has_no_version(anna: Caller) -> None:
    household = await registered(anna, facts=[])
    assert (await anna.get(f"/households/{household}/plans")).json()["items"] == []
    assert problem(await anna.get(f"/households/{household}/plans/latest")) == (404, "no-such-plan")


async def test_why_is_answered_in_one_call(anna: Caller) -> None:
    household = await registered(anna)
    payable = a_plan(*PAPERS).plan.benefit.payouts[0].payable
    answer = (await anna.get(f"/households/{household}/plans/latest/explanations", amount=payable)).json()
    places = [one["path"] for one in answer["items"]]
    assert answer["version"] == 1
    assert "/payouts/0/payable" in places
    explained = next(one for one in answer["items"] if one["path"].startswith("/benefitMonths/0/payable"))
    assert explained["sentence"].keys() == {"en", "nl"}
    assert sum(one["value"] for one in explained["inputs"] if one["isPart"]) == explained["figure"] == payable


async def test_a_place_in_the_document_explains_itself(anna: Caller) -> None:
    household = await registered(anna)
    answer = (await anna.get(f"/households/{household}/plans/1/explanations", path="/coaDebt/amount")).json()
    (explained,) = answer["items"]
    assert (explained["path"], explained["rule"]) == ("/coaDebt/amount", 5)


async def test_an_amount_that_the_plan_does_not_know_has_no_explanation(anna: Caller) -> None:
    household = await registered(anna)
    assert (await anna.get(f"/households/{household}/plans/1/explanations", amount=123456)).json()["items"] == []
    asked = await anna.get(f"/households/{household}/plans/1/explanations", path="/nowhere")
    assert problem(asked) == (404, "no-such-figure")


@pytest.mark.parametrize("asked", [{}, {"amount": "1", "path": "/closing"}], ids=["nothing", "both"])
async def test_a_question_asks_one_thing(anna: Caller, asked: dict[str, str]) -> None:
    household = await registered(anna)
    answer = await anna.get(f"/households/{household}/plans/1/explanations", **asked)
    assert faults(answer) == [("amount", "either an amount or a path belongs here")]


async def test_a_version_that_other_norms_would_make_otherwise_does_not_explain_itself_wrongly(
    anna: Caller, admin_url: str
) -> None:
    """Planted as a document that today's norms do not make."""
    household = await registered(anna)
    with as_superuser(admin_url) as connection:
        connection.execute("alter table schedule.plan_version disable trigger is_append_only")
        connection.execute(
            "update schedule.plan_version set document = jsonb_set(document::jsonb, '{paidTwice}', '1')::json"
        )
    asked = await anna.get(f"/households/{household}/plans/1/explanations", amount=62000)
    assert problem(asked) == (409, "made-by-other-rules")


async def what_if(caller: Caller, household: str, body: Raw) -> Raw:
    answer = await caller.post(f"/households/{household}/what-ifs", body)
    assert answer.status_code == 200, answer.text
    told: Raw = answer.json()
    return told


async def test_what_if_keeps_nothing(anna: Caller, admin_url: str) -> None:
    household = await registered(anna)
    before = everything(admin_url)
    for body in ({}, {"policy": "capelle"}, {"leefgeld": 50000}, {"facts": [B12]}):
        await what_if(anna, household, body)
    assert everything(admin_url) == before


async def test_without_an_assumption_it_is_the_plan_that_stands(anna: Caller) -> None:
    household = await registered(anna)
    answer = await what_if(anna, household, {})
    stands = (await anna.get(f"/households/{household}/plans/latest")).json()
    assert answer["document"] == stands["document"]
    assert answer["stands"] == {name: value for name, value in stands.items() if name != "document"}


async def test_under_another_policy(anna: Caller) -> None:
    household = await registered(anna)
    answer = await what_if(anna, household, {"policy": "capelle"})
    assert (answer["policy"], answer["document"]["method"]) == ("capelle", "inhouding")


async def test_with_another_leefgeld_even_below_the_floor(anna: Caller) -> None:
    household = await registered(anna)
    answer = await what_if(anna, household, {"leefgeld": 30000})
    paid = {one["amount"] for one in answer["document"]["entries"] if one["kind"] == "leefgeld"}
    assert paid == {30000, -30000}
    assert "cannot_live_on" in {one["kind"] for one in answer["document"]["shortfalls"]}


async def test_with_earlier_decisions(anna: Caller) -> None:
    household = await registered(anna)
    answer = await what_if(anna, household, {"toeslagenDecidedOn": "2026-03-13", "benefitDecidedOn": "2026-03-02"})
    huurtoeslag = [one["on"] for one in answer["document"]["entries"] if one["kind"] == "huurtoeslag"]
    assert huurtoeslag[0] == "2026-03-20"
    assert answer["document"]["payouts"][0]["on"] == "2026-03-31"


async def test_with_another_departure_everything_that_hangs_on_it_moves_along(anna: Caller) -> None:
    household = await registered(anna, facts=[*PAPERS, B12])
    answer = await what_if(anna, household, {"leavesReceptionCentreOn": "2026-02-17"})
    assert answer["document"]["reliefEndsOn"] == "2026-08-21"
    assert answer["document"]["coaDebt"] == {"days": 13, "amount": 13000}


async def test_with_facts_that_may_come(anna: Caller) -> None:
    household = await registered(anna)
    dearer = {"kind": "cost_amount", "cost": "rent", "from": "2026-07", "amount": 70000}
    answer = await what_if(anna, household, {"facts": [dearer, B12]})
    rents = [one["amount"] for one in answer["document"]["entries"] if one["kind"] == "rent"]
    assert rents == [-62000] * 4 + [-70000] * 2


@pytest.mark.parametrize(
    ("policy", "body", "where"),
    [
        ("den-haag", {"policy": "utrecht"}, "policy"),
        ("den-haag", {"leefgeld": -1}, "leefgeld"),
        ("den-haag", {"facts": [{"kind": "relief_ends", "on": "2026-01-01"}]}, "reliefEndsOn"),
        ("capelle", {"leefgeld": 40000}, "leefgeld"),
    ],
)
async def test_what_cannot_be_assumed_is_told(anna: Caller, policy: str, body: Raw, where: str) -> None:
    own_way = {"kind": "policy_chosen", "from": "2026-02-03", "policy": policy}
    household = await registered(anna, facts=[*PAPERS, own_way])
    answer = await anna.post(f"/households/{household}/what-ifs", body)
    assert [place for place, _ in faults(answer)] == [where]


async def test_for_a_bare_household_what_is_missing_can_be_assumed(anna: Caller) -> None:
    household = await registered(anna, facts=[])
    answer = await anna.post(f"/households/{household}/what-ifs", {})
    assert [place for place, _ in faults(answer)] == ["composition", "azc_departure", "benefit_norm"]
    assumed = await what_if(anna, household, {"facts": PAPERS})
    assert (assumed["stands"], assumed["policy"]) == (None, "den-haag")
