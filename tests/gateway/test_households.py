"""A household with its plan, each asked for once."""

from tests.gateway.conftest import Schedule
from tests.gateway.test_endpoint import HOUSEHOLD, ID, PATH
from tests.visitors import Visitor

PLAN_PATH = f"GET /v1/households/{ID}/plans/3"
MORE_THAN_32_BITS = 2**31 + 50


def a_plan() -> dict[str, object]:
    """A plan of almost nothing, with an amount that GraphQL's own integers cannot hold."""
    summary = {
        "currency": "EUR",
        "lowestRest": -1,
        "deepestGap": -MORE_THAN_32_BITS,
        "gapDays": 4,
        "daysWithoutMoney": None,
        "coaDebt": 0,
        "shortfalls": 0,
        "sustainableLeefgeld": None,
    }
    closing = ("budget", "settlement", "unusedBridging", "stillLate", "openLoans", "openDebts")
    empty = ("payouts", "benefitMonths", "entries", "gaps", "shortfalls", "leftWithClient", "leftToLiveOn")
    document = {
        **{name: [] for name in empty},
        "caseId": ID,
        "title": "Somebody",
        "method": "budgetbeheer",
        "currency": "EUR",
        "monthEnds": [{"month": "2026-03", "balance": MORE_THAN_32_BITS}],
        "coaDebt": {"days": 0, "amount": 0},
        "paidTwice": 0,
        "firstMoneyOn": None,
        "daysWithoutMoney": None,
        "reliefEndsOn": "2026-08-07",
        "closing": dict.fromkeys(closing, 0),
        "sustainableLeefgeld": None,
    }
    return {
        "householdId": ID,
        "version": 3,
        "id": "019ca6b1-0000-7000-8000-00000000000b",
        "madeAt": "2026-01-05T08:00:00Z",
        "policy": "den-haag",
        "policyMark": "p",
        "normsMark": "n",
        "summary": summary,
        "document": document,
    }


QUERY = f"""
query {{
  a: household(id: "{ID}") {{ ... on Household {{ id openTasks plan {{ summary {{ deepestGap }} }} }} }}
  b: household(id: "{ID}") {{ ... on Household {{ reference plan {{ monthEnds {{ month balance }} }} }} }}
}}
"""


async def test_what_is_asked_twice_is_fetched_once(roos: Visitor, schedule: Schedule) -> None:
    schedule.says(PATH, 200, HOUSEHOLD | {"planVersion": 3})
    schedule.says(PLAN_PATH, 200, a_plan())
    told = await roos.ask(QUERY)
    assert schedule.paths == [PATH, PLAN_PATH]
    assert (told["a"]["openTasks"], told["b"]["reference"]) == (2, "Z-2026-001")


async def test_an_amount_of_more_than_32_bits_arrives_to_the_cent(roos: Visitor, schedule: Schedule) -> None:
    schedule.says(PATH, 200, HOUSEHOLD | {"planVersion": 3})
    schedule.says(PLAN_PATH, 200, a_plan())
    told = await roos.ask(QUERY)
    assert told["a"]["plan"]["summary"]["deepestGap"] == -MORE_THAN_32_BITS
    assert told["b"]["plan"]["monthEnds"] == [{"month": "2026-03", "balance": MORE_THAN_32_BITS}]


async def test_without_a_plan_it_says_what_is_missing_and_asks_for_none(roos: Visitor, schedule: Schedule) -> None:
    schedule.says(PATH, 200, HOUSEHOLD)
    query = f'{{ household(id: "{ID}") {{ ... on Household {{ plan {{ version }} missing {{ fact what }} }} }} }}'
    assert (await roos.ask(query))["household"] == {"plan": None, "missing": HOUSEHOLD["missing"]}
    assert schedule.paths == [PATH]


async def test_a_field_that_a_newer_service_adds_breaks_nothing(roos: Visitor, schedule: Schedule) -> None:
    schedule.says(PATH, 200, HOUSEHOLD | {"mood": "hopeful"})
    query = f'{{ household(id: "{ID}") {{ ... on Household {{ reference }} }} }}'
    assert (await roos.ask(query))["household"]["reference"] == "Z-2026-001"


async def test_a_household_that_is_not_there(roos: Visitor, schedule: Schedule) -> None:
    schedule.refuses(PATH, 404, "no-such-household", "There is no such household here.")
    query = f'{{ household(id: "{ID}") {{ __typename ... on Problem {{ code detail }} }} }}'
    assert (await roos.ask(query))["household"] == {
        "__typename": "NoSuchHousehold",
        "code": "no-such-household",
        "detail": "There is no such household here.",
    }


async def test_what_is_no_id_is_refused_before_it_is_asked(roos: Visitor, schedule: Schedule) -> None:
    told = (await roos.send('{ household(id: "../payment-runs") { __typename } }')).json()
    assert told["data"] is None
    assert schedule.asked == []


async def test_what_is_held_of_it_is_told_with_what_the_registry_says_of_the_reason(
    roos: Visitor, schedule: Schedule
) -> None:
    held = {
        "householdId": ID,
        "municipality": "GM0518",
        "purpose": "rent",
        "occasion": "2026-03",
        "sum": {"amount": 62000, "currency": "EUR"},
        "dueOn": "2026-03-01",
        "reason": "papers_missing",
        "detail": "rental_agreement",
        "runId": "019ca6b1-0000-7000-8000-00000000000c",
        "heldSince": "2026-02-20",
        "daysHeld": 3,
    }
    schedule.says(PATH, 200, HOUSEHOLD)
    schedule.says("GET /v1/held-payments", 200, {"items": [held], "nextCursor": None})
    fields = "purpose occasion amount dueOn reason detail"
    query = f'{{ household(id: "{ID}") {{ ... on Household {{ heldPayments {{ {fields} }} }} }} }}'
    assert (await roos.ask(query))["household"]["heldPayments"] == [
        {
            "purpose": "rent",
            "occasion": "2026-03",
            "amount": 62000,
            "dueOn": "2026-03-01",
            "reason": "PAPERS_MISSING",
            "detail": "rental_agreement",
        }
    ]
    assert schedule.asked[-1].url.params["householdId"] == ID


async def test_how_it_is_let_go_of_is_told_step_by_step(roos: Visitor, schedule: Schedule) -> None:
    step = {
        "kind": "closing_settlement",
        "about": "2026-08-07",
        "dueOn": "2026-08-10",
        "inForceOn": None,
        "state": "open",
        "currency": "EUR",
        "amount": MORE_THAN_32_BITS,
        "proposal": "person_decides",
        "needs": [{"what": "no_minus", "isThere": True}],
        "taskId": None,
    }
    schedule.says(PATH, 200, HOUSEHOLD)
    told = {"householdId": ID, "reliefEndsOn": "2026-08-07", "extension": None, "selfReliance": None, "steps": [step]}
    schedule.says(f"{PATH}/letting-go", 200, told)
    query = f"""{{ household(id: "{ID}") {{ ... on Household {{
        lettingGo {{ kind about dueOn inForceOn state amount proposal needs {{ what isThere }} taskId }}
    }} }} }}"""
    assert (await roos.ask(query))["household"]["lettingGo"] == [
        {
            **{name: step[name] for name in ("about", "dueOn", "inForceOn", "amount", "taskId")},
            "kind": "CLOSING_SETTLEMENT",
            "state": "OPEN",
            "proposal": "PERSON_DECIDES",
            "needs": [{"what": "NO_MINUS", "isThere": True}],
        }
    ]


async def test_where_its_toeslagen_stand_is_told_with_who_takes_the_next_step(
    roos: Visitor, schedule: Schedule
) -> None:
    stands = {
        "householdId": ID,
        "reference": "Z-2026-001",
        "municipality": "GM0518",
        "toeslag": "huurtoeslag",
        "state": "missing",
        "since": "2026-04-27",
        "sum": {"amount": 112200, "currency": "EUR"},
        "account": "budget",
        "nextOn": "2026-04-27",
        "acts": "case_manager",
    }
    schedule.says(PATH, 200, HOUSEHOLD)
    schedule.says(f"{PATH}/toeslagen", 200, {"items": [stands], "nextCursor": None})
    fields = "toeslag state since amount account nextOn acts"
    query = f'{{ household(id: "{ID}") {{ ... on Household {{ toeslagen {{ {fields} }} }} }} }}'
    assert (await roos.ask(query))["household"]["toeslagen"] == [
        {
            "toeslag": "HUURTOESLAG",
            "state": "MISSING",
            "since": "2026-04-27",
            "amount": 112200,
            "account": "BUDGET",
            "nextOn": "2026-04-27",
            "acts": "CASE_MANAGER",
        }
    ]
