"""The planner's cases of an invented caseload, one at a time."""

from collections.abc import Iterator
from datetime import date

from house.caseload import Caseload, Period
from services.schedule.households.dossier import Dossier, missing
from services.schedule.households.planning import case_of, policy_of
from services.schedule.households.rulebook import shipped_rules
from services.schedule.planning.case import Case

SEED = 1
BEGINS_ON = date(2026, 1, 5)
HANDED_IN_ON = date(2026, 1, 20)
KNOWN_ON = date(2026, 4, 20)
"""The papers say already what becomes known in the first three months, so that no month waits for the next fact."""


def cases(households: int) -> Iterator[Case]:
    """The cases of so many households, those left out from whom something is missing."""
    rules = shipped_rules()
    for household in Caseload(households, SEED, Period(BEGINS_ON)):
        dossier = Dossier(household.papers(KNOWN_ON))
        policy = policy_of(dossier, household.life.town.policy, rules)
        if not missing(dossier):
            yield case_of(household.reference, dossier, policy, rules)
