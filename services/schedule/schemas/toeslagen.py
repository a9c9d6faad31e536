"""Where toeslagen stand, as others read it."""

from datetime import date
from uuid import UUID

from services.events import ToeslagState
from services.schedule.households.fields import Toeslag
from services.schedule.planning.case import Account
from services.schedule.toeslagen.actor import Actor
from services.wire import Money, Wire


class ToeslagStanding(Wire):
    """Where a toeslag of a household stands `since` a day: what of it is awaited, missing or wrong, on which account,
    when the next step is and who takes it."""

    household_id: UUID
    reference: str
    municipality: str
    toeslag: Toeslag
    state: ToeslagState
    since: date
    sum: Money | None
    account: Account | None
    next_on: date | None
    acts: Actor | None


class ToeslagStandings(Wire):
    """A page of them."""

    items: list[ToeslagStanding]
    next_cursor: str | None
