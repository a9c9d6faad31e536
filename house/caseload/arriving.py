"""Coming to town: who they are, the day they leave, COA's allowance, and the B12 that is to end it."""

from collections.abc import Iterator

from house.caseload.life import Known, Life
from sandbox.draw import Draw
from services.schedule.households.contents import (
    AzcDeparture,
    B12Received,
    CoaAllowance,
    Composition,
    CostsChosen,
    ToeslagenAuthorisation,
)
from services.schedule.norms.coa import coa_rates
from services.schedule.planning.policy import CostKind

_B12_AFTER = {(9, 14): 18, (20, 45): 7, (50, 110): 3, None: 2}
"""Days after the departure: on time, late, very late, never; the pilots saw day 12 (seed 001, lines 1190-1234)."""
_CHOSEN = {
    (CostKind.RENT,): 22,
    (CostKind.RENT, CostKind.HEALTH_PREMIUM): 6,
    (CostKind.RENT, CostKind.ENERGY, CostKind.WATER, CostKind.HEALTH_PREMIUM): 2,
}
"""What people in Capelle let the municipality pay (seed 001, lines 975-981)."""


def arriving(draw: Draw, life: Life) -> Iterator[Known]:
    """What is known of who comes and when, and what they signed."""
    day_0 = life.leaves_on
    yield life.at_once(Composition(since=day_0, household_type=life.kind.household_type, children=len(life.ages)))
    yield life.at_once(AzcDeparture(on=day_0))
    if draw.percent(50):
        rate = coa_rates().allowance(life.kind.adults, len(life.ages), day_0)
        yield life.at_once(CoaAllowance(since=day_0, amount=rate.daily_amount))
    after = draw.dealt("b12", _B12_AFTER)
    if after is not None:
        received_on = draw.office_day_after(day_0, *after)
        yield Known(received_on, B12Received(on=received_on))
    if draw.dealt("does not authorise", {False: 27, True: 3}):
        yield life.at_once(ToeslagenAuthorisation(on=day_0, given=False))
    if life.policy.client_chooses:
        yield life.at_once(CostsChosen(since=day_0, costs=draw.dealt("chosen", _CHOSEN)))
