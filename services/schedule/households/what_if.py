"""What would the plan be if this were so? Pure: a dossier and an assumption in, a plan out, and nothing kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from services.errors import Fault, InvalidInput
from services.schedule.households.contents import (
    AzcDeparture,
    Content,
    PolicyChosen,
    RightToBijstand,
    ToeslagAmount,
    ToeslagDecided,
)
from services.schedule.households.dossier import Dossier, missing
from services.schedule.households.kept_case import told_plainly
from services.schedule.households.planning import PlannedCase, case_of, planned_case, policy_of
from services.schedule.households.rulebook import Rulebook
from services.schedule.planning.case import Case
from services.schedule.planning.household import UNTIL_BENEFIT
from services.schedule.planning.solvers import departing_on


class Assumption(NamedTuple):
    """What is assumed; None and nothing leave it as it is. `leefgeld` is in cents."""

    policy: str | None = None
    leefgeld: int | None = None
    benefit_decided_on: date | None = None
    toeslagen_decided_on: date | None = None
    leaves_reception_centre_on: date | None = None
    contents: tuple[Content, ...] = ()


def assumed_plan(
    household: str, dossier: Dossier, municipal: str, assumption: Assumption, rules: Rulebook
) -> PlannedCase:
    """The plan of a household if the assumption were so.

    `InvalidInput` for what is missing for any plan, for what cannot be, and for a leefgeld where nobody sets one;
    `CannotBePlanned` where there is no plan all the same, as without a norm for the days that are assumed.
    """
    dossier = dossier.assuming(assumption.contents)
    dossier = dossier.assuming(_assumed(dossier, assumption))
    policy = policy_of(dossier, municipal, rules)
    lacking = missing(dossier)
    if lacking:
        raise InvalidInput(lacking)
    with told_plainly("these facts and what is assumed"):
        case = case_of(household, dossier, policy, rules)
        if assumption.leefgeld is not None:
            case = _with_leefgeld(case, assumption.leefgeld)
        if assumption.leaves_reception_centre_on is not None:
            case = departing_on(case, assumption.leaves_reception_centre_on)
        return planned_case(case, policy, rules)


def _assumed(dossier: Dossier, assumption: Assumption) -> Iterator[Content]:
    departure, right = dossier.newest(AzcDeparture), dossier.newest(RightToBijstand)
    if assumption.policy is not None:
        yield PolicyChosen(since=departure.on if departure else date.min, policy=assumption.policy)
    if assumption.benefit_decided_on is not None and departure is not None:
        since = right.since if right else departure.on + UNTIL_BENEFIT
        yield RightToBijstand(since=since, decided_on=assumption.benefit_decided_on)
    if assumption.toeslagen_decided_on is not None:
        for kind in dict.fromkeys(one.toeslag for one in dossier.each(ToeslagAmount)):
            yield ToeslagDecided(toeslag=kind, on=assumption.toeslagen_decided_on)


def _with_leefgeld(case: Case, amount: int) -> Case:
    """The case with this leefgeld (cents) in every period, below the floor too: the plan then says what that means."""
    if not case.leefgeld.periods:
        what = "under inhouding leefgeld is what is left of each payout"
        raise InvalidInput([Fault("leefgeld", what, "assume a policy of budgetbeheer as well")])
    periods = tuple(period._replace(amount=amount) for period in case.leefgeld.periods)
    return replace(case, leefgeld=replace(case.leefgeld, periods=periods))
