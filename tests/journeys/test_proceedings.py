"""What a case manager sets in motion at once and several services finish: relief begins, a cost goes back, relief ends.

One command each, at the front door; what follows is done step by step by the crew, by the services' own commands.
"""

from datetime import date

import pytest

from services.months import parse_month
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.town import DECISION, Home, Told, Town, done, monthly, seen
from tests.schedule.households.builders import B12, NEEDED, TOESLAGEN

MARCH, JUNE, AUGUST = (parse_month(f"2026-0{number}") for number in (3, 6, 8))
BILLS = [monthly("rent", 1, 62000), monthly("energy", 15, 11000)]
REACHED: Told = {"name": "Selam Testpersoon", "language": "ti", "preference": ["sms"], "telephone": "0612345678"}


async def steps_of(town: Town, proceeding: Told) -> dict[str, tuple[str, str | None, str | None]]:
    """Each step of it: where it is, and for whom it waits until when."""
    told = await seen(town.anna, f"/v1/proceedings/{proceeding['id']}")
    return {one["key"]: (one["state"], one["waitsFor"], one["waitsUntil"]) for one in told["steps"]}


async def state_of(town: Town, proceeding: Told) -> str:
    told: str = (await seen(town.anna, f"/v1/proceedings/{proceeding['id']}"))["state"]
    return told


async def asked_of(town: Town, home: Home, kind: str) -> list[Told]:
    """The tasks of a household that wait for somebody, of one kind."""
    found = (await seen(town.anna, f"/v1/tasks?householdId={home.id}&kind={kind}&limit=200"))["items"]
    return [one for one in found if one["outcome"] is None]


async def beginning(town: Town) -> tuple[Home, Told]:
    """A household of which the costs are known and nothing else, and what anna asks for it."""
    home = await town.household(DEN_HAAG, [*NEEDED, *BILLS, *TOESLAGEN, B12])
    landlord = await town.supplier("housing_association", "Woonstichting De Vlinder")
    power = await town.supplier("energy", "Energie van Morgen")
    rent: Told = {"cost": "rent", "supplierId": landlord["id"], "fromMonth": "2026-02", "payer": "we_push"}
    energy: Told = {
        "cost": "energy",
        "supplierId": power["id"],
        "fromMonth": "2026-02",
        "payer": "client_pays",
        "customerNumber": "K-4471",
        "takenOver": {"fromMonth": "2026-03", "channel": "telephone"},
    }
    team = [
        {"role": role, "subject": subject, "fromDay": town.today.isoformat()}
        for role, subject in (("contact", "anna"), ("regisseur", "rosa"))
    ]
    return home, {"decision": DECISION, "team": team, "arrangements": [rent, energy]}


async def refused(town: Town, home: Home, wanted: Told) -> list[tuple[str, str]]:
    """What is wrong with it, here and at the registry, when a supplier, a month and a fact cannot be; nothing began."""
    rent, energy = wanted["arrangements"]
    wrong = {
        **wanted,
        "facts": [{"kind": "policy_chosen", "policy": "nergens", "from": "2026-02-01"}],
        "arrangements": [
            {**rent, "supplierId": "019b8d2b-8c00-7000-8000-000000000000"},
            {**energy, "takenOver": {"fromMonth": "2025-12"}},
        ],
    }
    answer = await town.anna.post(f"/v1/households/{home.id}/relief-starts", wrong)
    assert answer.status_code == 400
    assert (await seen(town.anna, f"/v1/households/{home.id}/proceedings"))["items"] == []
    assert (await seen(town.anna, f"/mandates/v1/households/{home.id}/arrangements"))["items"] == []
    return sorted((one["where"], one["what"]) for one in answer.json()["errors"])


async def test_relief_begins_by_one_command_and_each_step_of_it_is_seen(town: Town) -> None:
    home, wanted = await beginning(town)
    assert await refused(town, home, wanted) == [
        ("arrangements[0].supplierId", "is no supplier of this organisation"),
        ("arrangements[1].takenOver.fromMonth", "energy is arranged with nobody in 2025-12"),
        ("policy", "there is no policy 'nergens'"),
    ]
    begun = await done(town.anna, f"/v1/households/{home.id}/relief-starts", wanted, 202)
    assert (begun["kind"], begun["state"], begun["askedBy"]) == ("start_relief", "under_way", "anna")
    await town.settle()
    assert await state_of(town, begun) == "waiting"
    assert await steps_of(town, begun) == {
        "facts": ("done", None, None),
        "team/contact-1": ("done", None, None),
        "team/regisseur-2": ("done", None, None),
        "papers": ("done", None, None),
        "addressee": ("waiting", "case_manager", "2026-01-12"),
        "arrangement/rent": ("done", None, None),
        "arrangement/energy": ("done", None, None),
        "handshake/energy": ("done", None, None),
        "asking/energy": ("waiting", "case_manager", "2026-03-05"),
        "answer/energy": ("to_do", None, None),
    }
    (task,) = await asked_of(town, home, "proceeding")
    assert (task["about"], task["dueOn"]) == (f"start_relief/{begun['id']}", "2026-01-12")

    await done(town.anna, "/notify/v1/addressees", {"householdId": home.id, **REACHED}, 201)
    (handshake,) = (await seen(town.anna, f"/mandates/v1/handshakes?householdId={home.id}"))["items"]
    assert (handshake["madeBy"], handshake["payer"], handshake["fromMonth"]) == ("anna", "we_push", "2026-03")
    await done(town.anna, f"/mandates/v1/handshakes/{handshake['id']}/_ask", {}, 200)
    await town.settle()
    assert await asked_of(town, home, "proceeding") == []
    assert (await steps_of(town, begun))["answer/energy"] == ("waiting", "supplier", "2026-03-05")

    await town.answers(handshake, MARCH)
    await town.settle()
    assert await state_of(town, begun) == "done"
    assert await home.payers(MARCH, MARCH) == {"rent": ["we_push"], "energy": ["we_push"]}
    told = await seen(town.anna, f"/v1/proceedings/{begun['id']}")
    assert [one["happened"] for one in told["turns"]].count("do") == len(told["steps"])


async def carried(town: Town) -> tuple[Home, dict[str, Told]]:
    """A household whose two costs we pay, and how each is arranged."""
    home = await town.household(DEN_HAAG, [*NEEDED, *BILLS, *TOESLAGEN, B12, DECISION])
    arranged = {}
    for cost, kind in (("rent", "housing_association"), ("energy", "energy")):
        supplier = await town.supplier(kind, f"Leverancier van {cost}")
        arranged[cost] = await home.arrange(cost, supplier, MARCH - 1, "we_push")
    await home.settles()
    await town.settle()
    return home, arranged


async def the_handshake(town: Town, proceeding: Told, cost: str) -> Told:
    """The one that a proceeding is about."""
    told = await seen(town.anna, f"/v1/proceedings/{proceeding['id']}")
    (step,) = [one for one in told["steps"] if one["key"] == f"handshake/{cost}"]
    return await seen(town.anna, f"/mandates/v1/handshakes/{step['handshakeId']}")


async def test_a_cost_goes_back_and_a_supplier_who_refuses_stops_it_until_somebody_takes_it_up(town: Town) -> None:
    home, _ = await carried(town)
    path = f"/v1/households/{home.id}/cost-returns"
    asked: Told = {"cost": "energy", "fromMonth": "2026-06", "channel": "telephone"}
    begun = await done(town.anna, path, asked, 202)
    again = await town.anna.post(path, asked)
    assert (again.status_code, again.json()["type"].rsplit(":")[-1]) == (409, "proceeding-is-open")
    await town.settle()
    first = await the_handshake(town, begun, "energy")
    assert (first["payer"], first["direction"]) == ("client_pays_watched", "handing_back"), "we go on paying the rent"
    await done(town.anna, f"/mandates/v1/handshakes/{first['id']}/_ask", {}, 200)
    await town.answers(first, None)
    await town.settle()
    assert await state_of(town, begun) == "stopped"
    told = await seen(town.anna, f"/v1/proceedings/{begun['id']}")
    assert [one["refusal"]["code"] for one in told["steps"] if one["refusal"]] == ["supplier-refused"]
    (task,) = await asked_of(town, home, "proceeding")
    assert task["about"] == f"hand_back/{begun['id']}"
    closed = await town.anna.post(f"/v1/households/{home.id}/tasks/{task['id']}/closures", {"reason": "gezien"})
    assert closed.status_code == 422, "what it asks for closes it"

    await done(town.anna, f"/v1/proceedings/{begun['id']}/_resume", {}, 200)
    await town.settle()
    second = await the_handshake(town, begun, "energy")
    assert second["id"] != first["id"]
    await done(town.anna, f"/mandates/v1/handshakes/{second['id']}/_ask", {}, 200)
    await town.answers(second, JUNE)
    await town.settle()
    assert await asked_of(town, home, "proceeding") == []
    steps = await steps_of(town, begun)
    assert steps["plan/energy"] == ("done", None, None), "the registry told, and the plan follows"
    assert steps["watched_month/energy"] == ("waiting", "client", "2026-07-31")
    assert await home.payers(JUNE - 1, JUNE) == {"rent": ["we_push"] * 2, "energy": ["we_push", "client_pays_watched"]}

    await town.reach(date(2026, 6, 22))
    (month,) = (await seen(town.anna, f"/mandates/v1/watched-months?householdId={home.id}"))["items"]
    word = {"answer": "paid", "toldBy": "supplier"}
    await done(town.anna, f"/mandates/v1/watched-months/{month['id']}/_answer", word, 200)
    await town.settle()
    assert await state_of(town, begun) == "done"


@pytest.mark.long
async def test_relief_goes_on_and_what_suppliers_were_told_about_its_end_is_taken_back(town: Town) -> None:
    home, arranged = await carried(town)
    path = f"/v1/households/{home.id}/relief-extensions"
    rent = await home.asks(arranged["rent"], "client_pays", AUGUST + 1)
    energy = await home.asks(arranged["energy"], "client_pays", AUGUST)
    await town.answers(energy, AUGUST)
    await town.settle()
    decision = {"kind": "decision", "article": "57", "from": "2026-08-09", "until": "2026-11-07"}
    answer = await town.anna.post(path, {"decision": decision})
    assert [(one["where"], one["cure"]) for one in answer.json()["errors"]] == [
        ("decision.from", "let the decision begin on 2026-08-08")
    ]
    begun = await done(town.anna, path, {"decision": {**decision, "from": "2026-08-08"}}, 202)
    await town.settle()
    assert list(await steps_of(town, begun)) == [
        "facts",
        "handshake_gone/rent",
        "handshake/energy",
        "asking/energy",
        "answer/energy",
    ]
    assert (await town.handshake(rent))["state"] == "withdrawn"
    again = await the_handshake(town, begun, "energy")
    assert (again["direction"], again["payer"], again["fromMonth"]) == ("taking_over", "we_push", "2026-08")
    await done(town.anna, f"/mandates/v1/handshakes/{again['id']}/_ask", {}, 200)
    await town.answers(again, AUGUST)
    await town.settle()
    assert await state_of(town, begun) == "done"
    assert await home.payers(AUGUST, AUGUST + 1) == {"rent": ["we_push"] * 2, "energy": ["we_push"] * 2}
    letting_go = await seen(town.anna, f"/v1/households/{home.id}/letting-go")
    assert letting_go["reliefEndsOn"] == "2026-11-07"
    own = {one["about"]: one["inForceOn"] for one in letting_go["steps"] if one["kind"] == "hand_back"}
    assert own == {"rent": "2026-12-01", "energy": "2026-11-01"}, "what was recorded of its end is no more"


@pytest.mark.long
async def test_family_joins_and_what_only_a_person_can_do_is_reported(town: Town) -> None:
    home, _ = await carried(town)
    joined = {
        "composition": {"kind": "composition", "householdType": "couple", "children": 0, "from": "2026-04-13"},
        "norms": [{"kind": "benefit_norm", "norm": "couple", "from": "2026-05"}],
        "throughReception": True,
    }
    begun = await done(town.anna, f"/v1/households/{home.id}/family-arrivals", joined, 202)
    await town.settle()
    steps = await steps_of(town, begun)
    assert steps["facts"][0] == steps["papers"][0] == "done"
    assert steps["b12_of_family"] == ("waiting", "case_manager", "2026-04-25")
    changes = [key for key in steps if key.startswith("toeslag_change/")]
    assert [steps[key] for key in changes] == [("waiting", "case_manager", "2026-05-11")] * len(changes)
    assert len(changes) == 2
    (task,) = await asked_of(town, home, "proceeding")
    assert task["dueOn"] == "2026-04-25"

    path = f"/v1/proceedings/{begun['id']}/_report"
    answer = await town.anna.post(path, {"step": "facts"})
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (400, "step")
    for key in ("b12_of_family", *changes):
        await done(town.anna, path, {"step": key}, 200)
        await town.settle()
    assert await state_of(town, begun) == "done"
    assert await asked_of(town, home, "proceeding") == []


@pytest.mark.long
async def test_relief_stops_on_a_day_and_who_withdraws_that_hears_what_is_not_undone(town: Town) -> None:
    home, _ = await carried(town)
    path = f"/v1/households/{home.id}/relief-stops"
    for day, fault in (
        ("2026-01-04", "2026-01-04 has passed"),
        ("2026-09-01", "the relief ends on 2026-08-07 already"),
    ):
        answer = await town.anna.post(path, {"lastDay": day})
        assert [one["what"] for one in answer.json()["errors"]] == [fault]
    begun = await done(town.anna, path, {"lastDay": "2026-05-31"}, 202)
    await town.settle()
    letting_go = await seen(town.anna, f"/v1/households/{home.id}/letting-go")
    assert letting_go["reliefEndsOn"] == "2026-05-31"
    handshakes = (await seen(town.anna, f"/mandates/v1/handshakes?householdId={home.id}"))["items"]
    assert sorted((one["cost"], one["fromMonth"], one["payer"]) for one in handshakes) == [
        ("energy", "2026-06", "client_pays"),
        ("rent", "2026-06", "client_pays"),
    ]
    steps = await steps_of(town, begun)
    assert [key for key, (state, *_) in steps.items() if state == "done"] == [
        "facts",
        "handshake/rent",
        "handshake/energy",
    ]
    assert steps["closing_settlement"][0] == "to_do"

    withdrawn = await done(town.anna, f"/v1/proceedings/{begun['id']}/_withdraw", {}, 200)
    assert withdrawn["state"] == "withdrawn"
    done_by_then = [one["key"] for one in withdrawn["steps"] if one["state"] == "done"]
    assert done_by_then == ["facts", "handshake/rent", "handshake/energy"]
    once_more = await town.anna.post(f"/v1/proceedings/{begun['id']}/_resume", {})
    assert once_more.status_code == 409
    await town.settle()
    assert (await seen(town.anna, f"/v1/households/{home.id}/letting-go"))["reliefEndsOn"] == "2026-05-31"
