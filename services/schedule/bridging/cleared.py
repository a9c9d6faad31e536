"""The news that toeslagen cleared what bridged a household. Pure."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from services.events import BridgingCleared
from services.schedule.bridging.clearing import CameIn, clearings
from services.schedule.bridging.trying import Trying
from services.schedule.households.change import Household
from services.schedule.households.contents import ToeslagArrived
from services.schedule.households.dossier import Dossier, missing
from services.schedule.households.rulebook import Rulebook
from services.schedule.toeslagen.repository import ToldArrival


def cleared_by(
    household: Household, told: Sequence[ToldArrival], rules: Rulebook, organisation_id: UUID
) -> Iterator[BridgingCleared]:
    """What is announced of the first money of its toeslagen, for a household as it was before that came."""
    dossier = Dossier.of(household.facts)
    came = [
        CameIn(str(one.toeslag), one.arrived_on, one.amount, one.account, one.first_month, one.last_month)
        for one in told
        if one.household_id == household.id
    ]
    if not came or missing(dossier):
        return
    trying = Trying(household.id, dossier, household.municipal_policy, rules)
    has_come = bool(dossier.each(ToeslagArrived))
    found = clearings(trying.plan(), trying.policy.bridging, came, has_come=has_come)
    for on in sorted({one.came.on for one in found if one.cleared}):
        yield BridgingCleared(organisation_id=organisation_id, household_id=household.id, arrived_on=on)
