"""Two payers for one bill are asked at once whether that is right, at both households, until it is over."""

import pytest

from tests.schedule.callers import Caller
from tests.schedule.households.builders import PAPERS, Raw
from tests.schedule.households.test_endpoints import registered
from tests.schedule.households.test_task_endpoints import listed
from tests.schedule.imports.builders import a_csv, a_row
from tests.superuser import as_superuser

INSURER: Raw = {"name": "Zorgverzekeraar Rust", "iban": "NL44RABO0123456789"}
POLICY_7: Raw = {
    "cost": "health_premium",
    "account": INSURER,
    "reference": {"kind": "free_text", "text": "Polis 7"},
}
OWN: Raw = {"cost": "leefgeld", "account": {"name": "Y. Proefpersoon", "iban": "NL02ABNA0123456789"}}

_TOLD = """
    select event.data ->> 'householdId', event.type
    from schedule.outbox event join schedule.task on event.data ->> 'taskId' = task.id::text
    where task.kind = 'bill_paid_twice'
"""


def ends(on: str) -> Raw:
    return {"kind": "relief_ends", "on": on}


async def asked(caller: Caller, state: str = "open") -> list[tuple[str, str]]:
    """Whose tasks of this kind there are, and what each is about."""
    found = await listed(caller, kind="bill_paid_twice", state=state)
    return sorted((one["householdId"], one["about"]) for one in found)


async def corrected(caller: Caller, household: str, kind: str, fact: Raw) -> None:
    (stands,) = (await caller.get(f"/households/{household}/facts", kind=kind, standing=True)).json()["items"]
    correction = {"corrects": stands["id"], "reason": "another day", "fact": fact}
    answer = await caller.post(f"/households/{household}/facts", {"corrections": [correction]})
    assert answer.status_code == 201, answer.text


async def two(caller: Caller, *, first: Raw | None = None, second: Raw | None = None) -> tuple[str, str]:
    """Two households whose premium is paid to one insurer for one policy."""
    one = await registered(caller, **{"costPayees": [POLICY_7], **(first or {})})
    other = await registered(caller, **{"reference": "Z-2", "costPayees": [POLICY_7], **(second or {})})
    return one, other


async def test_a_bill_of_two_households_is_asked_about_at_both(anna: Caller) -> None:
    first, second = await two(anna)
    assert await asked(anna) == [
        (first, f"health_premium/{second}"),
        (second, f"health_premium/{first}"),
    ]
    task = (await listed(anna, kind="bill_paid_twice"))[0]
    assert (task["dueOn"], task["closedByFact"], task["closesByHand"]) == ("2026-01-05", None, True)


@pytest.mark.parametrize(
    "otherwise",
    [
        {"reference": {"kind": "free_text", "text": "Polis 8"}},
        {"account": INSURER | {"iban": "NL91ABNA0417164300"}},
    ],
    ids=["another reference", "another account"],
)
async def test_another_bill_of_the_same_kind_is_nobodys_business(anna: Caller, otherwise: Raw) -> None:
    await two(anna, second={"costPayees": [POLICY_7 | otherwise]})
    assert await asked(anna) == []


async def test_a_bill_is_the_same_however_the_name_and_the_reference_were_typed(anna: Caller) -> None:
    typed = POLICY_7 | {
        "account": INSURER | {"name": "ZORGVERZEKERAAR RUST NV"},
        "reference": {"kind": "free_text", "text": "POLIS  7"},
    }
    await two(anna, second={"costPayees": [typed]})
    assert len(await asked(anna)) == 2


async def test_one_after_the_other_is_not_twice(anna: Caller) -> None:
    """The first household is carried until the end of April, the second pays the premium from May on."""
    later = [one for one in PAPERS if one.get("cost") != "health_premium"]
    later.append({"kind": "cost_contracted", "cost": "health_premium", "dueDay": 1, "firstMonth": "2026-05",
                  "amount": 15900})  # fmt: skip
    await two(anna, first={"facts": [*PAPERS, ends("2026-04-30")]}, second={"facts": later})
    assert await asked(anna) == []


async def test_a_fact_that_ends_the_one_ends_the_question_at_both(anna: Caller) -> None:
    first, second = await two(anna)
    await anna.post(f"/households/{first}/facts", {"facts": [ends("2026-02-27")]})
    assert await asked(anna) == []
    assert {one["outcome"] for one in await listed(anna, kind="bill_paid_twice")} == {"not_needed"}
    await corrected(anna, first, "relief_ends", ends("2026-05-31"))
    assert await asked(anna) == [(first, f"health_premium/{second}"), (second, f"health_premium/{first}")]


async def test_another_payee_ends_the_question_too(anna: Caller) -> None:
    first, _ = await two(anna)
    other = POLICY_7 | {"reference": {"kind": "free_text", "text": "Polis 9"}}
    answer = await anna.post(f"/households/{first}/cost-payees", other)
    assert answer.status_code == 201, answer.text
    assert await asked(anna) == []


async def test_a_household_without_a_plan_pays_nothing_until_it_has_one(anna: Caller) -> None:
    first, second = await two(anna, second={"facts": []})
    assert await asked(anna) == []
    await anna.post(f"/households/{second}/facts", {"facts": PAPERS})
    assert await asked(anna) == [(first, f"health_premium/{second}"), (second, f"health_premium/{first}")]


async def test_what_a_person_closed_stays_closed_until_a_third_household_has_the_bill(anna: Caller) -> None:
    first, second = await two(anna)
    for task in await listed(anna, kind="bill_paid_twice"):
        path = f"/households/{task['householdId']}/tasks/{task['id']}/closures"
        await anna.post(path, {"reason": "they share the policy, each pays half"})
    await anna.post(f"/households/{second}/facts", {"facts": [{"kind": "b12_received", "on": "2026-02-15"}]})
    assert await asked(anna) == []
    third = await registered(anna, reference="Z-3", costPayees=[POLICY_7])
    assert await asked(anna) == [
        (first, f"health_premium/{third}"),
        (second, f"health_premium/{third}"),
        (third, f"health_premium/{first}"),
    ]


async def test_a_client_who_is_carried_twice_in_one_municipality_is_asked_about(anna: Caller) -> None:
    first, second = await two(anna, first={"costPayees": [OWN]}, second={"costPayees": [OWN]})
    assert await asked(anna) == [(first, f"leefgeld/{second}"), (second, f"leefgeld/{first}")]


async def test_both_are_told_to_whoever_listens(anna: Caller, admin_url: str) -> None:
    first, second = await two(anna)
    with as_superuser(admin_url) as connection:
        told = connection.execute(_TOLD).fetchall()
    assert sorted(told) == sorted(
        [(first, "nl.ontzorg.schedule.task.opened"), (second, "nl.ontzorg.schedule.task.opened")]
    )


async def test_a_caseload_that_names_one_bill_twice_asks_about_it(anna: Caller) -> None:
    rows = a_csv(a_row(), a_row(reference="Z-2", leefgeld__name="", leefgeld__iban=""))
    answer = await anna.hand_in("/caseload-imports", rows, "text/csv")
    assert answer.status_code == 201, answer.text
    first, second = (one["id"] for one in (await anna.get("/households")).json()["items"])
    assert await asked(anna) == [(first, f"rent/{second}"), (second, f"rent/{first}")]
