"""From a household's papers to its first plan, as the README tells it: the calls that somebody makes with curl.

A single adult gets the key of a house in Den Haag on 3 February 2026. What is on the desk: the letter of COA, the
decision on the benefit, a rent contract, an offer of energy, the forms for two toeslagen.
"""

from typing import Any

from tests.schedule.callers import Caller
from tests.schedule.conftest import DEN_HAAG
from tests.schedule.households.builders import Raw


async def posted(caller: Caller, path: str, body: Raw) -> dict[str, Any]:
    answer = await caller.post(path, body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_from_papers_to_a_plan(anna: Caller) -> None:
    bare = await posted(anna, "/households", {"reference": "Z-2026-00123", "municipality": DEN_HAAG})
    household = f"/households/{bare['householdId']}"
    assert [one["fact"] for one in bare["missing"]] == ["composition", "azc_departure", "benefit_norm"]

    papers: list[Raw] = [
        {"kind": "composition", "from": "2026-02-03", "householdType": "single"},
        {"kind": "azc_departure", "on": "2026-02-03"},
        {"kind": "coa_allowance", "from": "2026-02-03", "amount": 1000},
        {"kind": "right_to_bijstand", "from": "2026-02-08", "decidedOn": "2026-02-20"},
        {"kind": "benefit_norm", "from": "2026-02", "norm": "single"},
        {"kind": "decision", "article": "56a", "from": "2026-02-08", "until": "2026-08-07"},
    ]
    first = await posted(anna, f"{household}/facts", {"facts": papers})
    assert (first["planVersion"], first["missing"]) == (1, [])

    bills: list[Raw] = [
        {"kind": "cost_contracted", "cost": "rent", "dueDay": 1, "firstMonth": "2026-03", "amount": 62000},
        {"kind": "cost_contracted", "cost": "energy", "dueDay": 15, "firstMonth": "2026-03", "amount": 11000},
    ]
    second = await posted(anna, f"{household}/facts", {"facts": bills})
    assert second["planVersion"] == 2
    tasks = (await anna.get("/tasks", householdId=bare["householdId"])).json()["items"]
    assert sorted((one["dueOn"], one["kind"], one["about"]) for one in tasks if one["state"] != "done")[:6] == [
        ("2026-02-03", "payee_missing", "leefgeld"),
        ("2026-02-03", "toeslag_application", "huurtoeslag"),
        ("2026-02-03", "toeslag_application", "zorgtoeslag"),
        ("2026-02-15", "b12_expected", ""),
        ("2026-02-20", "payee_missing", "rent"),
        ("2026-02-27", "paid_twice", ""),
    ]

    landlord = {"name": "Woonstede Verhuur", "iban": "NL91ABNA0417164300"}
    reference = {"kind": "betalingskenmerk", "text": "5000 0567 8901 2345"}
    await posted(anna, f"{household}/cost-payees", {"cost": "rent", "account": landlord, "reference": reference})
    own = {"name": "Y. Proefpersoon", "iban": "NL02ABNA0123456789"}
    await posted(anna, f"{household}/cost-payees", {"cost": "leefgeld", "account": own})

    toeslagen: list[Raw] = [
        {"kind": "toeslag_amount", "toeslag": "huurtoeslag", "from": "2026-03", "amount": 37400},
        {"kind": "toeslag_applied", "toeslag": "huurtoeslag", "on": "2026-02-03"},
        {"kind": "toeslag_amount", "toeslag": "zorgtoeslag", "from": "2026-03", "amount": 12900},
        {"kind": "toeslag_applied", "toeslag": "zorgtoeslag", "on": "2026-02-03"},
    ]
    third = await posted(anna, f"{household}/facts", {"facts": toeslagen})
    plan = (await anna.get(f"{household}/plans/latest")).json()
    assert (plan["version"], third["planVersion"]) == (3, 3)
    assert plan["document"]["payouts"][0] == {"on": "2026-02-27", "months": ["2026-02"], "payable": 79907}
    assert plan["summary"]["deepestGap"] == -80759

    why = (await anna.get(f"{household}/plans/latest/explanations", amount=79907)).json()["items"]
    assert why[0]["sentence"]["en"].startswith("On Friday 27 February 2026")

    sooner = await anna.post(f"{household}/what-ifs", {"toeslagenDecidedOn": "2026-03-13"})
    assert sooner.json()["summary"]["gapDays"] < plan["summary"]["gapDays"]

    await posted(anna, f"{household}/facts", {"facts": [{"kind": "b12_received", "on": "2026-02-15"}]})
    newest = (await anna.get(f"{household}/plans/latest")).json()
    assert (newest["version"], newest["summary"]["coaDebt"]) == (4, 13000)
    open_tasks = (await anna.get("/tasks", householdId=bare["householdId"], state="open")).json()["items"]
    assert "b12_expected" not in {one["kind"] for one in open_tasks}
