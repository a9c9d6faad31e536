"""The life of a delivery. Pure.

It is owed; somebody is sending it at this moment; and it ends delivered, exhausted (no attempt is left, or none can
help) or cancelled (its subscription is told nothing any more). What ended and did not arrive can be owed again.
"""

from enum import StrEnum

from services.machine import Machine


class DeliveryState(StrEnum):
    """Where a delivery is."""

    OWED = "owed"
    SENDING = "sending"
    DELIVERED = "delivered"
    EXHAUSTED = "exhausted"
    CANCELLED = "cancelled"


class DeliveryEvent(StrEnum):
    """What can happen to a delivery: it is taken up and perhaps put back; it arrives or fails, for now or for good;
    its subscription is disabled or removed; somebody wants it sent again."""

    TAKE = "take"
    PUT_BACK = "put_back"
    ARRIVE = "arrive"
    FAIL = "fail"
    EXHAUST = "exhaust"
    CANCEL = "cancel"
    REPLAY = "replay"


DELIVERIES = Machine(
    "delivery",
    DeliveryState.OWED,
    {
        (DeliveryState.OWED, DeliveryEvent.TAKE): DeliveryState.SENDING,
        (DeliveryState.OWED, DeliveryEvent.CANCEL): DeliveryState.CANCELLED,
        (DeliveryState.SENDING, DeliveryEvent.TAKE): DeliveryState.SENDING,
        (DeliveryState.SENDING, DeliveryEvent.PUT_BACK): DeliveryState.OWED,
        (DeliveryState.SENDING, DeliveryEvent.ARRIVE): DeliveryState.DELIVERED,
        (DeliveryState.SENDING, DeliveryEvent.FAIL): DeliveryState.OWED,
        (DeliveryState.SENDING, DeliveryEvent.EXHAUST): DeliveryState.EXHAUSTED,
        (DeliveryState.SENDING, DeliveryEvent.CANCEL): DeliveryState.CANCELLED,
        (DeliveryState.EXHAUSTED, DeliveryEvent.REPLAY): DeliveryState.OWED,
        (DeliveryState.CANCELLED, DeliveryEvent.ARRIVE): DeliveryState.DELIVERED,
        (DeliveryState.CANCELLED, DeliveryEvent.FAIL): DeliveryState.CANCELLED,
        (DeliveryState.CANCELLED, DeliveryEvent.EXHAUST): DeliveryState.CANCELLED,
        (DeliveryState.CANCELLED, DeliveryEvent.REPLAY): DeliveryState.OWED,
        (DeliveryState.DELIVERED, DeliveryEvent.REPLAY): DeliveryState.OWED,
    },
)
"""A delivery that was cancelled while it was under way may still arrive: what happened outside is what is written down.
Being sent may be taken over from somebody who died; whether that attempt arrived nobody knows."""
