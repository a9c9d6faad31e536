"""What becomes of what is asked back of the bank."""

from enum import StrEnum
from uuid import UUID

from services.events.event import Event


class RecallState(StrEnum):
    """Where the recall of a payment stands: it waits for a second person; it is with the bank; that person refused it;
    who asked withdrew it; the bank promised the money; the bank declined; or the money is back, or never left."""

    ASKED = "asked"
    SENT = "sent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    PROMISED = "promised"
    DECLINED = "declined"
    MET = "met"


class PaymentRecallChanged(Event):
    """The recall of a payment of a household came into a state."""

    type = "nl.ontzorg.schedule.payment-recall.changed"
    about = "recall_id"
    recall_id: UUID
    household_id: UUID
    state: RecallState
