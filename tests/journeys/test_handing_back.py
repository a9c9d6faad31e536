"""The handing back of four costs, one by one over three months: who pays each of them in every month of the year.

Letting go is where the pilots lost track: costs go back one at a time, and each only when its supplier collects again.
"""

from datetime import date
from typing import NamedTuple

from services.months import Month, month_text, parse_month
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.town import DECISION, FIXED_COSTS, Home, Told, Town, monthly, seen
from tests.schedule.households.builders import B12, NEEDED, TOESLAGEN

JANUARY, DECEMBER = parse_month("2026-01"), parse_month("2026-12")
JUNE, JULY, AUGUST = (parse_month(f"2026-0{number}") for number in range(6, 9))
OURS, HIS = "we_push", "client_pays_watched"
BILLS = [
    monthly("rent", 1, 62000),
    monthly("energy", 15, 11000),
    monthly("water", 20, 1500),
    monthly("health_premium", 1, 15900),
]
KINDS = {"rent": "housing_association", "energy": "energy", "water": "water", "health_premium": "health_insurer"}


class HandingBack(NamedTuple):
    """On a day a supplier is asked to collect a cost again from a month on, and on another it says that it does."""

    cost: str
    from_month: Month
    asked_on: date
    confirmed_on: date


ONE_BY_ONE = [
    HandingBack("water", JUNE, date(2026, 5, 18), date(2026, 5, 20)),
    HandingBack("energy", JULY, date(2026, 6, 15), date(2026, 6, 18)),
    HandingBack("health_premium", AUGUST, date(2026, 7, 6), date(2026, 7, 7)),
    HandingBack("rent", AUGUST, date(2026, 7, 13), date(2026, 7, 15)),
]


async def cared_for(town: Town) -> tuple[Home, dict[str, Told]]:
    """A household whose four costs we pay, and how each is arranged."""
    home = await town.household(DEN_HAAG, [*NEEDED, *BILLS, *TOESLAGEN, B12, DECISION])
    arranged = {}
    for cost, kind in KINDS.items():
        supplier = await town.supplier(kind, f"Leverancier van {cost.replace('_', ' ')}")
        arranged[cost] = await home.arrange(cost, supplier, JANUARY, OURS)
    await home.settles()
    return home, arranged


def year_with(handed_back: dict[str, Month]) -> dict[str, list[str]]:
    """Who should pay each cost from January to December, with these handed back from a month on."""
    return {
        cost: [HIS if month >= handed_back.get(cost, DECEMBER + 1) else OURS for month in range(JANUARY, DECEMBER + 1)]
        for cost in FIXED_COSTS
    }


async def beside_the_watch(home: Home) -> list[tuple[str, str | None, str]]:
    """What stands but for that nobody asked after what he pays: that is told in `test_paying_under_watch`."""
    return [one for one in await home.harms() if one[0] != "watched_not_answered"]


async def test_each_cost_has_its_one_payer_in_every_month_of_the_year_all_the_way(town: Town) -> None:
    home, arranged = await cared_for(town)
    handed_back: dict[str, Month] = {}
    assert await home.payers(JANUARY, DECEMBER) == year_with(handed_back)
    for one in ONE_BY_ONE:
        await town.reach(one.asked_on)
        assert await beside_the_watch(home) == []
        await home.tell({"kind": "cost_handed_back", "cost": one.cost, "from": month_text(one.from_month)})
        asked = await home.asks(arranged[one.cost], HIS, one.from_month)
        assert asked["direction"] == "handing_back"
        assert await home.payers(JANUARY, DECEMBER) == year_with(handed_back), "asking changes nobody's payer"
        await town.reach(one.confirmed_on)
        await town.answers(asked, one.from_month)
        handed_back[one.cost] = one.from_month
        assert await home.payers(JANUARY, DECEMBER) == year_with(handed_back)
        assert await beside_the_watch(home) == []
    await town.reach(date(2026, 8, 3))
    assert await beside_the_watch(home) == []
    assert {one["kind"] for one in await home.alarms("closed")} == {"account_not_verified"}, "at intake; then never"

    for month in range(JANUARY, DECEMBER + 1):
        told = await seen(town.anna, f"/mandates/v1/households/{home.id}/payers-of-record?month={month_text(month)}")
        expected = {cost: HIS if month >= handed_back[cost] else OURS for cost in FIXED_COSTS}
        assert [(one["cost"], one["payer"]) for one in told["costs"]] == sorted(expected.items())
    history = (await seen(town.anna, f"/mandates/v1/households/{home.id}/costs/energy/payer-of-record"))["items"]
    assert [(one["since"], one["payer"], one["cause"]) for one in history] == [
        ("2026-01", OURS, "initial"),
        ("2026-07", HIS, "handshake"),
    ]


async def test_what_was_handed_back_is_paid_by_us_no_more_and_the_rest_is(town: Town) -> None:
    home, arranged = await cared_for(town)
    await town.reach(date(2026, 5, 18))
    await home.tell({"kind": "cost_handed_back", "cost": "water", "from": "2026-06"})
    await town.answers(await home.asks(arranged["water"], HIS, JUNE), JUNE)
    day = date(2026, 6, 1)
    told = await town.release([home.line("water", JUNE, day, 1500), home.line("energy", JUNE, day, 11000)])
    assert told[0] == {"released": False, "reason": "not_ours_to_pay", "detail": HIS}
    assert (told[1]["released"], told[1]["route"]) == (True, OURS)
