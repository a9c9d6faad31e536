"""What payees say of our payments: booked, booked otherwise or not booked."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from services.events.event import Event


class AllocationState(StrEnum):
    """What a payee says of a payment of ours that was executed: he is asked; he booked it to the client's account; he
    booked it otherwise; he did not book it. It ended when the money came back, or is asked back of the bank."""

    ASKED = "asked"
    BOOKED = "booked"
    BOOKED_OTHERWISE = "booked_otherwise"
    NOT_BOOKED = "not_booked"
    ENDED = "ended"


class PaymentAllocationChanged(Event):
    """A payee, or who asked him, said of a day whether a payment of that run for a household stands in his books."""

    type = "nl.ontzorg.schedule.payment-allocation.changed"
    about = "household_id"
    household_id: UUID
    run_id: UUID
    state: AllocationState
    told_on: date
