"""The household whose papers come in dribs: nobody knew what to collect, where it had to go and when.

In Drechtsteden that took three of the six months (seed 001, lines 1969-1983). Here each cost starts with its own set
and not before; what is missing, from whom, is one question.
"""

from datetime import date

import pytest

from services.months import parse_month
from tests.journeys.conftest import HENDRIK_IDO_AMBACHT
from tests.journeys.town import DECISION, EVIDENCE, FIXED_COSTS, Home, Told, Town, done, monthly, seen
from tests.schedule.households.builders import B12, NEEDED, TOESLAGEN

FEBRUARY, MARCH = parse_month("2026-02"), parse_month("2026-03")
AMOUNTS = {"rent": 62000, "energy": 11000, "water": 1500, "health_premium": 15900}
DUE_DAYS = {"rent": 1, "energy": 15, "water": 20, "health_premium": 1}
KINDS = {"rent": "housing_association", "energy": "energy", "water": "water", "health_premium": "health_insurer"}


@pytest.fixture
async def home(town: Town) -> Home:
    """A household that brought nothing yet. Anna is its contact, and vera is the volunteer who comes with it."""
    costs = [monthly(cost, DUE_DAYS[cost], AMOUNTS[cost]) for cost in FIXED_COSTS]
    home = await town.household(HENDRIK_IDO_AMBACHT, [*NEEDED, *costs, *TOESLAGEN, B12, DECISION])
    await home.team()
    vera = {"role": "supporter", "subject": "vera", "fromDay": town.today.isoformat()}
    await done(town.anna, f"/mandates/v1/households/{home.id}/team-members", vera, 201)
    await home.own_account()
    for cost, kind in KINDS.items():
        supplier = await town.supplier(kind, f"Leverancier van {cost.replace('_', ' ')}")
        await home.arrange(cost, supplier, FEBRUARY, "we_push", customerNumber=None)
    await town.settle()
    return home


async def waiting(home: Home) -> dict[str, str | None]:
    """What each cost of March waits for, or None if it may be paid."""
    lines = [home.line(cost, MARCH, date(2026, 3, 2), AMOUNTS[cost]) for cost in FIXED_COSTS]
    told = await home.town.release(lines)
    assert {one["reason"] for one in told if not one["released"]} <= {"papers_missing"}
    return {cost: None if one["released"] else one["detail"] for cost, one in zip(FIXED_COSTS, told, strict=True)}


async def from_whom(town: Town, **asked: str) -> list[tuple[str, str | None, str]]:
    """What is missing over the whole caseload: what, about which cost, by when."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    found = (await seen(town.anna, f"/mandates/v1/missing-papers?limit=200&{query}"))["items"]
    return [(one["paper"]["kind"], one["paper"]["cost"], one["paper"]["dueOn"]) for one in found]


async def test_what_is_missing_and_from_whom_is_one_question(town: Town, home: Home) -> None:
    from_the_supporter = [
        ("identity", None, "2026-02-09"),
        ("customer_number", "health_premium", "2026-02-16"),
        ("lease", "rent", "2026-02-16"),
        ("advance", "energy", "2026-03-02"),
        ("customer_number", "energy", "2026-03-02"),
        ("advance", "water", "2026-03-06"),
        ("customer_number", "water", "2026-03-06"),
    ]
    assert sorted(await from_whom(town, deliveredBy="supporter")) == sorted(from_the_supporter)
    assert await from_whom(town, deliveredBy="coa") == [("b12", None, "2026-01-26")]
    from_the_client = [("authorisation", None, "2026-02-09"), ("brp", None, "2026-01-19")]
    assert sorted(await from_whom(town, deliveredBy="client")) == from_the_client
    of_vera = await from_whom(town, subject="vera")
    assert len(of_vera) == len(await home.papers(state="missing")) == 10
    assert await from_whom(town, subject="willem") == []
    assert await from_whom(town, subject="vera", dueUntil="2026-01-19") == [("brp", None, "2026-01-19")]


async def test_the_b12_is_there_from_the_day_on_which_the_schedule_says_that_it_came(town: Town, home: Home) -> None:
    """The fact says 15 February; once it is said never to have come it is missing again, and late."""

    async def state() -> str:
        (b12,) = await home.papers(kind="b12")
        return str(b12["state"])

    await town.reach(date(2026, 2, 14))
    assert await state() == "missing"
    await town.reach(date(2026, 2, 16))
    assert await state() == "delivered"
    await home.retracts("b12_received")
    assert await state() == "missing"
    await home.tell({**B12, "on": "2026-02-16"})
    await town.settle()
    assert await state() == "delivered"


async def test_each_cost_starts_with_its_own_set_and_not_before(town: Town, home: Home) -> None:
    assert await waiting(home) == {
        "rent": "identity, lease:rent, authorisation",
        "energy": "identity, customer_number:energy, advance:energy, authorisation",
        "water": "identity, customer_number:water, advance:water, authorisation",
        "health_premium": "identity, customer_number:health_premium, authorisation",
    }

    await town.reach(date(2026, 2, 10))
    (identity,) = await home.papers(kind="identity")
    assert (identity["late"], identity["deliveredBy"], identity["deliveredTo"]) == (True, "supporter", "municipality")
    await home.brings("identity", by="supporter")
    await home.brings("lease", "rent")
    assert (await waiting(home))["rent"] == "authorisation"
    await home.signs(*FIXED_COSTS)
    (signed,) = await home.papers(kind="authorisation")
    assert (signed["state"], signed["evidence"]) == ("delivered", EVIDENCE), "nobody brings it twice"
    assert await waiting(home) == {
        "rent": None,
        "energy": "customer_number:energy, advance:energy",
        "water": "customer_number:water, advance:water",
        "health_premium": "customer_number:health_premium",
    }

    await town.reach(date(2026, 2, 16))
    why = "papers_missing: customer_number from supporter by 2026-02-16"
    assert await home.harms() == [("papers_missing", "health_premium", why)]
    await home.brings("customer_number", "health_premium")
    (closed,) = await home.alarms("closed", kind="papers_missing")
    assert (closed["closedBy"], closed["closedOn"]) == ("paper.deliver", "2026-02-16")

    await home.brings("advance", "energy", by="supplier")
    await town.reach(date(2026, 3, 2))
    assert [one[:2] for one in await home.harms()] == [("papers_missing", "energy")]
    await home.brings("customer_number", "energy")
    await home.brings("customer_number", "water")
    await home.brings("advance", "water")
    assert await waiting(home) == dict.fromkeys(FIXED_COSTS)
    assert await home.harms() == []


async def test_a_paper_that_was_the_wrong_one_stops_what_it_had_started(town: Town, home: Home) -> None:
    await home.signs(*FIXED_COSTS)
    await home.brings_everything()
    assert await waiting(home) == dict.fromkeys(FIXED_COSTS)
    asked: Told = {"on": town.today.isoformat(), "lines": [home.line("rent", MARCH, date(2026, 3, 2), 62000)]}
    answer = await done(town.system, "/mandates/v1/releases", asked, 200)
    (lease,) = await home.papers(kind="lease")
    path = f"/mandates/v1/households/{home.id}/papers/{lease['id']}/_return"
    await done(town.anna, path, {"reason": "het is het contract van de buren"}, 200)
    stands = await done(town.system, "/mandates/v1/releases/_check", {"households": answer["households"]}, 200)
    assert stands == {"changed": [home.id]}, "whoever kept the go-ahead asks again"
    assert (await waiting(home))["rent"] == "lease:rent"


async def test_somebody_may_decide_to_go_on_without_one_and_says_why(town: Town, home: Home) -> None:
    await home.brings("identity")
    await home.signs(*FIXED_COSTS)
    (lease,) = await home.papers(kind="lease")
    path = f"/mandates/v1/households/{home.id}/papers/{lease['id']}/_waive"
    refused = await town.anna.post(path, {"reason": "de woningcorporatie bevestigt het zelf"})
    assert refused.status_code == 403, "that takes a second pair of eyes"
    await done(town.rosa, path, {"reason": "de woningcorporatie bevestigt het zelf"}, 200)
    assert (await waiting(home))["rent"] is None
