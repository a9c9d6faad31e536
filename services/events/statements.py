"""What becomes of the bank's statements, and of the channel that they come by."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from services.events.event import Event


class StatementState(StrEnum):
    """What became of a statement of the bank.

    Taken in; waiting for one before it that is missing; stopped because its balances do not close, or because it says
    the same as another; replaced by the bank's own correction of it; or set aside by a person.
    """

    TAKEN = "taken"
    WAITS = "waits"
    STOPPED = "stopped"
    REPLACED = "replaced"
    SET_ASIDE = "set_aside"


class StatementReceived(Event):
    """A statement of the bank came into a state; it tells of so many booked entries up to that day."""

    type = "nl.ontzorg.schedule.statement.received"
    about = "statement_id"
    statement_id: UUID
    state: StatementState
    as_of: date
    booked: int


class ChannelState(StrEnum):
    """How the bank's own channel stands: it works; it fails, so that somebody has to see to it; or it works, and
    nothing came by the hour that was set."""

    WORKS = "works"
    FAILS = "fails"
    SILENT = "silent"


class BankChannelChanged(Event):
    """A channel of the organisation's bank stands otherwise than before, since that day."""

    type = "nl.ontzorg.schedule.bank-channel.changed"
    about = "organisation_id"
    state: ChannelState
    since: date
