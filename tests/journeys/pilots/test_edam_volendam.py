"""Edam-Volendam, where the municipality pays all four costs from the benefit and the client gets what is left of it.

There the energy bill was paid by nobody until it was cut off (seed 001, lines 1744-1748). Here the supplier is asked to
collect again and never answers: whoever paid goes on paying, and its silence is an alarm on the day after its deadline.
"""

import pytest

from tests.house.worlds.visiting import Sandbox
from tests.journeys.pilots.casework import A_SINGLE_ADULT, taken_on
from tests.journeys.pilots.telling import story

STORY = """
2026-02     payer    energy we_push
2026-02     payer    health_premium we_push
2026-02     payer    rent we_push
2026-02     payer    water we_push
2026-02-20  alarm    account_not_verified health_premium
2026-02-20  alarm    account_not_verified rent
2026-02-23  told     relief_begins
2026-02-27  paid     health_premium 2026-03 159.00
2026-02-27  paid     rent 2026-03 620.00
2026-03-01  told     month_overview 2026-03
2026-03-02  told     b12_missing
2026-03-13  paid     energy 2026-03 110.00
2026-03-20  paid     water 2026-03 15.00
2026-04-01  paid     health_premium 2026-04 159.00
2026-04-01  paid     rent 2026-04 620.00
2026-04-01  told     month_overview 2026-04
2026-04-03  alarm    supplier_silent energy 2026-04 open
2026-04-15  paid     energy 2026-04 110.00 submitted
2026-04-20  paid     water 2026-04 15.00 submitted
"""


@pytest.mark.long
async def test_a_supplier_that_never_answers_is_an_alarm_and_we_go_on_paying_his_bill(sandbox: Sandbox) -> None:
    world = await sandbox.world(scenarios=["energy-that-nobody-pays"])
    case = await taken_on(world, "edam-volendam", A_SINGLE_ADULT)
    await case.begins("2026-08-17")
    await case.run("2026-03")
    await world.move(toDay="2026-03-02")
    await case.hands_back("ENERGY", "2026-04")
    await world.move(toDay="2026-03-20")
    await case.run("2026-04")
    await world.move(toDay="2026-04-07")
    assert await story(case) == STORY.strip().splitlines()
