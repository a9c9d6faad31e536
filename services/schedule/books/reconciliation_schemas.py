"""Three ledgers side by side on the wire, as the service says it and as others read it."""

from datetime import date
from uuid import UUID

from services.events import PlanFault
from services.schedule.books.comparing import Reason
from services.wire import Money, Wire


class LedgerDifference(Wire):
    """What the money of one purpose and occasion comes to in each of the three ledgers, and why that differs."""

    purpose: str
    occasion: str
    planned: Money
    posted: Money
    shown: Money
    reason: Reason
    is_in_order: bool


class LedgerDay(Wire):
    """What the plan expects, what is posted and what is shown at the end of a day, over the months that are looked at;
    and what differs. `isInOrder` if nobody has to do anything about it."""

    on: date
    planned: Money
    posted: Money
    shown: Money
    is_in_order: bool
    differences: list[LedgerDifference]


class HouseholdReconciliation(Wire):
    """The three ledgers of a household, day by day. With a `fault` its plan cannot be read, and nobody knows what is
    expected."""

    household_id: UUID
    municipality: str
    plan_version: int | None
    fault: PlanFault | None
    days: list[LedgerDay]


class DifferingHouseholds(Wire):
    """A page of households of which somebody has to look at something; a page may be short, and the last has no
    cursor."""

    items: list[HouseholdReconciliation]
    next_cursor: str | None


class BankSums(Wire):
    """What came in and went out."""

    came_in: Money
    went_out: Money


class BankDay(Wire):
    """An account at the bank on a day, known by the municipalities that pay from it.

    `closing` is the balance that its last statement of the day tells. What moved is `matched` with what we know,
    `odd` while somebody is to look at it, `explained` by somebody, or `unmatched` yet. `onItsWay` was sent to be
    executed by then, and the bank has said nothing of it.
    """

    municipalities: list[str]
    on: date
    statements: int
    closing: Money | None
    matched: BankSums
    odd: BankSums
    explained: BankSums
    unmatched: BankSums
    on_its_way: Money
    is_in_order: bool


class BankDays(Wire):
    """A page of days of accounts."""

    items: list[BankDay]
    next_cursor: str | None
