"""Plans, as others read them."""

from uuid import UUID

from services.schedule.households.fields import SignedCents
from services.schedule.households.plan_document_schemas import PlanDocument
from services.wire import Instant, Wire


class PlanSummary(Wire):
    """What a plan comes down to: amounts in whole euro cents, lengths in days."""

    lowest_rest: SignedCents | None
    deepest_gap: SignedCents
    gap_days: int
    days_without_money: int | None
    coa_debt: SignedCents
    shortfalls: int
    sustainable_leefgeld: SignedCents | None


class Plan(Wire):
    """A version of a household's plan with all that it says."""

    household_id: UUID
    version: int
    id: UUID
    made_at: Instant
    policy: str
    policy_mark: str
    norms_mark: str
    summary: PlanSummary
    document: PlanDocument
