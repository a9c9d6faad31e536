"""Where toeslagen stand, what of them came, and what is asked of Dienst Toeslagen or to be reclaimed."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from services.events.event import Event, Month


class ToeslagState(StrEnum):
    """Where a toeslag of a household stands.

    Nobody applied for it; it was applied for; the decision is later than the law allows; it was refused; its first
    money is awaited, or came and the next is; a payment did not come; it came to another account than was meant; it is
    another amount than was decided; what came to the wrong account is being paid back; it is paid no more.
    """

    NOT_APPLIED = "not_applied"
    APPLIED = "applied"
    DECISION_OVERDUE = "decision_overdue"
    REFUSED = "refused"
    EXPECTED = "expected"
    ARRIVED = "arrived"
    MISSING = "missing"
    WRONG_ACCOUNT = "wrong_account"
    DIFFERS = "differs"
    RECLAIMING = "reclaiming"
    STOPPED = "stopped"


class ToeslagChanged(Event):
    """A toeslag of a household stands otherwise than before; its next step is on that day, if there is one."""

    type = "nl.ontzorg.schedule.toeslag.changed"
    about = "household_id"
    household_id: UUID
    state: ToeslagState
    next_on: date | None


class ToeslagCameIn(Event):
    """Money of a toeslag came, on the client's own account or on the budget account, for these months."""

    type = "nl.ontzorg.schedule.toeslag.arrived"
    about = "household_id"
    household_id: UUID
    arrived_on: date
    first_month: Month
    last_month: Month
    on_client_account: bool


class AccountRequestState(StrEnum):
    """What became of asking that a toeslag is paid to another account.

    Asked; confirmed by Dienst Toeslagen or by money on that account; failed, for money came to the old account when it
    was to be in force; or replaced by another request.
    """

    ASKED = "asked"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    REPLACED = "replaced"


class AccountRequestChanged(Event):
    """A request that a toeslag of a household is paid to another account came into a state; it counts from that day."""

    type = "nl.ontzorg.schedule.toeslag-account-request.changed"
    about = "household_id"
    household_id: UUID
    state: AccountRequestState
    in_force_on: date
    to_client: bool


class ClaimState(StrEnum):
    """What became of toeslag that came to the client although the budget account was meant: nobody agreed anything yet;
    it was agreed what comes back; that has come; or nothing has to come back."""

    OPEN = "open"
    AGREED = "agreed"
    REPAID = "repaid"
    WAIVED = "waived"


class ToeslagClaimChanged(Event):
    """What came wrongly to the client on that day came into a state."""

    type = "nl.ontzorg.schedule.toeslag-claim.changed"
    about = "household_id"
    household_id: UUID
    arrived_on: date
    state: ClaimState
