"""What bridges a household as others read it; the endpoints' own models know rows, and these do not."""

from datetime import date
from uuid import UUID

from services.schedule.ledger.entry import AccountKind
from services.wire import Money, Wire


class BridgingFigures(Wire):
    """What was put in, what came back, and what is open."""

    drawn: Money
    repaid: Money
    open: Money


class BridgingPosition(Wire):
    """One account of the ledger that bridges, as it is booked and as the plan has it."""

    account: AccountKind
    ledger: BridgingFigures
    plan: BridgingFigures
    agrees: bool
    open_at_end: Money


class Bridgings(Wire):
    """What bridges a household until its toeslagen come; runs have booked until a day."""

    household_id: UUID
    booked_until: date | None
    positions: list[BridgingPosition]
