"""Den Haag: budgetbeheer on a minstand, a fixed leefgeld, and toeslagen that come to the budget account.

What went wrong there was a month of fifteen euros before the minstand came, and toeslagen that landed on the client's
own account (seed 001, lines 1186-1227 and 3209-3212). Here the advance and the first leefgeld come in its first week.
"""

import pytest

from tests.house.worlds.visiting import Sandbox
from tests.journeys.pilots.casework import A_SINGLE_ADULT, Case, taken_on
from tests.journeys.pilots.telling import story

FIRST_WEEK = """
2026-02     payer    energy we_push
2026-02     payer    health_premium we_push
2026-02     payer    rent we_push
2026-02     payer    water we_push
2026-02-20  alarm    account_not_verified
2026-02-20  alarm    account_not_verified health_premium
2026-02-20  alarm    account_not_verified rent
2026-02-23  told     relief_begins
2026-02-25  paid     leefgeld advance 85.71 to the client
2026-02-25  told     leefgeld_coming advance
2026-02-25  told     leefgeld_paid advance
2026-02-27  paid     health_premium 2026-03 159.00
2026-02-27  paid     leefgeld 2026-03-01 400.00 to the client
2026-02-27  paid     rent 2026-03 620.00
2026-02-27  told     leefgeld_coming 2026-03-01
2026-02-27  told     leefgeld_paid 2026-03-01
2026-03-01  told     month_overview 2026-03
2026-03-02  told     b12_missing
2026-03-13  paid     energy 2026-03 110.00 submitted
2026-03-20  paid     water 2026-03 15.00 submitted
"""


async def first_week(sandbox: Sandbox) -> Case:
    """The key, relief, a run for March, and what the bank made of it."""
    world = await sandbox.world()
    case = await taken_on(world, "den-haag", A_SINGLE_ADULT)
    await case.begins("2026-04-30")
    await case.run("2026-03")
    await world.move(toDay="2026-02-28")
    return case


@pytest.mark.long
async def test_the_first_week_brings_leefgeld_in_time_and_every_bill_has_its_payer(sandbox: Sandbox) -> None:
    case = await first_week(sandbox)
    assert await story(case) == FIRST_WEEK.strip().splitlines()


TO_THE_END = """
2026-02     payer    energy we_push
2026-02     payer    health_premium we_push
2026-02     payer    rent we_push
2026-02     payer    water we_push
2026-02-20  alarm    account_not_verified
2026-02-20  alarm    account_not_verified health_premium
2026-02-20  alarm    account_not_verified rent
2026-02-23  told     relief_begins
2026-02-25  paid     leefgeld advance 85.71 to the client
2026-02-25  told     leefgeld_coming advance
2026-02-25  told     leefgeld_paid advance
2026-02-27  paid     health_premium 2026-03 159.00
2026-02-27  paid     leefgeld 2026-03-01 400.00 to the client
2026-02-27  paid     rent 2026-03 620.00
2026-02-27  told     leefgeld_coming 2026-03-01
2026-02-27  told     leefgeld_paid 2026-03-01
2026-03-01  told     month_overview 2026-03
2026-03-02  told     b12_missing
2026-03-13  paid     energy 2026-03 110.00
2026-03-20  paid     water 2026-03 15.00
2026-03-20  told     toeslagen_arrived with_us
2026-04     payer    water client_pays_watched
2026-04-01  paid     health_premium 2026-04 159.00
2026-04-01  paid     leefgeld 2026-04-01 400.00 to the client
2026-04-01  paid     rent 2026-04 620.00
2026-04-01  told     cost_handed_back water
2026-04-01  told     leefgeld_coming 2026-04-01
2026-04-01  told     leefgeld_paid 2026-04-01
2026-04-01  told     month_overview 2026-04
2026-04-15  paid     energy 2026-04 110.00
2026-04-20  paid     water 2026-04 15.00 to the client
2026-04-20  told     toeslagen_arrived with_us
2026-04-28  alarm    watched_not_answered water 2026-04 escalated
2026-04-30  told     relief_ends
2026-05     payer    energy client_pays
2026-05     payer    health_premium client_pays
2026-05     payer    rent client_pays
2026-05-04  paid     settlement 2026-04-30 1376.43 to the client
"""


@pytest.mark.long
async def test_each_cost_goes_back_and_what_is_left_is_paid_out(sandbox: Sandbox) -> None:
    case = await first_week(sandbox)
    await case.world.move(toDay="2026-03-02")
    await case.tells({"toeslagDecided": {"toeslag": "HUURTOESLAG", "on": "2026-03-02", "granted": True}})
    await case.hands_back("WATER", "2026-04")
    await case.world.move(toDay="2026-03-16")
    for cost in ("ENERGY", "HEALTH_PREMIUM", "RENT"):
        await case.hands_back(cost, "2026-05")
    await case.world.move(toDay="2026-03-20")
    await case.run("2026-04")
    await case.world.move(toDay="2026-04-20")
    await case.run("2026-05")
    await case.does("stopRelief", "Proceeding { id }", input={"lastDay": "2026-04-30"})
    await case.world.move(toDay="2026-05-06")
    assert await story(case) == TO_THE_END.strip().splitlines()
