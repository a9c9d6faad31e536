"""Decisions on bridging, as others read them."""

from datetime import date
from uuid import UUID

from services.events import BridgingState
from services.schedule.bridging.legal_basis import LegalBasis
from services.schedule.households.contents import Instrument, Repayment
from services.schedule.planning.case import Account
from services.wire import Instant, Money, Wire


class BridgingDecisionLine(Wire):
    """A decision on bridging of a household, by its number there; `proposed` waits for another than `decided_by`."""

    household_id: UUID
    number: int
    state: BridgingState
    instrument: Instrument
    sum: Money
    on: date | None
    account: Account
    repay: Repayment | None
    given_on: date | None
    legal_basis: LegalBasis
    article: str
    beyond_policy: bool
    needs_second: bool
    decided_by: str
    decided_at: Instant
    approved_by: str | None
