"""What bridges a household until its toeslagen come."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from services.events.event import Event


class BridgingState(StrEnum):
    """Where a decision on bridging stands.

    It waits for a second person; it is in force; a newer minstand took its place; it was withdrawn before anything of
    it was paid; or the second person refused it.
    """

    PROPOSED = "proposed"
    DECIDED = "decided"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class BridgingDecisionChanged(Event):
    """A decision on bridging of a household, by its number there, came into another state."""

    type = "nl.ontzorg.schedule.bridging-decision.changed"
    about = "household_id"
    household_id: UUID
    number: int
    state: BridgingState


class BridgingCleared(Event):
    """Toeslagen that arrived on a day cleared what bridged a household, in part or whole."""

    type = "nl.ontzorg.schedule.bridging.cleared"
    about = "household_id"
    household_id: UUID
    arrived_on: date
