"""How a household comes in: what the municipality is to pay, what must be taken over, what is drawn, what is missing.

Pure, out of the seed: the same people come to every town with the same habits, so what differs is the policy.
"""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from house.caseload import Household
from house.caseload.life import KnownPaper, KnownPayee
from house.caseload.towns import towns
from sandbox.draw import Draw, office_day
from services.schedule.planning.case import Route
from services.schedule.planning.entries import LEEFGELD

_IN_DRIBS = "edam-volendam"
"""There the papers came one by one, and nobody knew where they had to go."""
_DRIBS = ("authorisation", "lease", "advance", "customer_number")
_ENERGY, _PREMIUM, _RENT = "energy", "health_premium", "rent"
_TAKEN_OVER: dict[tuple[str, ...], int] = {(): 21, (_ENERGY,): 4, (_ENERGY, _PREMIUM): 3, (_RENT,): 2}
_DRAWN: dict[tuple[str, ...], int] = {(): 26, (_PREMIUM,): 2, (_RENT,): 2}
_REFUSED: dict[tuple[str, ...], int] = {(): 27, (_PREMIUM,): 2, (_RENT,): 1}


class Intake(NamedTuple):
    """A household as it is handed in, with the payees of the costs that its municipality is to pay.

    The client pays the costs in `taken_over` until their suppliers have confirmed that we do; the suppliers in
    `drawn_by` hold a direct debit on his own account; the costs in `refused` he does not authorise us for.
    `bills` tell whom every cost goes to, also those that he pays.
    """

    household: Household
    ours: frozenset[str]
    taken_over: tuple[str, ...]
    drawn_by: tuple[KnownPayee, ...]
    refused: tuple[str, ...]
    bills: tuple[KnownPayee, ...]


def intake_of(seed: int, household: Household) -> Intake:
    """How this household of a caseload comes in."""
    life = household.life
    draw = Draw(seed, life.number // len(towns()), "intake")
    routes = life.policy.routes
    ours = frozenset(cost for cost, route in routes.items() if route is not Route.NEVER)
    at_once = {one.cost for one in household.payees if one.on <= life.handed_in_on}
    taken_over = _of(draw.dealt("taken over", _TAKEN_OVER), ours & at_once)
    drawn = _of(draw.dealt("drawn", _DRAWN), ours & at_once - set(taken_over))
    refused = _of(draw.dealt("refused", _REFUSED), ours)
    if not ours:
        drawn = tuple(sorted(at_once & set(routes)))
    told = tuple(one for one in household.payees if one.cost in ours or one.cost == LEEFGELD)
    papers = tuple(_missing(draw, household)) if ours else ()
    drawn_by = tuple(one for one in household.payees if one.cost in drawn)
    return Intake(
        replace(household, payees=told, missing=papers), ours, taken_over, drawn_by, refused, household.payees
    )


def _of(costs: tuple[str, ...], possible: frozenset[str] | set[str]) -> tuple[str, ...]:
    return tuple(cost for cost in costs if cost in possible)


def _missing(draw: Draw, household: Household) -> list[KnownPaper]:
    life = household.life
    if life.policy.name == _IN_DRIBS:
        kinds = _DRIBS[: draw.randint(1, len(_DRIBS))]
    else:
        kinds = (draw.choice(_DRIBS),) if draw.percent(10) else ()
    days = (office_day(life.leaves_on + timedelta(days=draw.randint(-8, 24))) for _ in kinds)
    return [KnownPaper(on, kind) for on, kind in zip(days, kinds, strict=True) if on > life.handed_in_on]
