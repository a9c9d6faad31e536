"""What of the mandates service waits for a person."""

from services.concerns import Concern

_NOT_PLANNED = """
    select organisation_id, id as household_id, plan_version from household where stale and ask_again_at is not null
"""

CONCERNS = (
    Concern(
        "households that the schedule service cannot plan, whose costs are known as they were",
        "correct their facts; the registry hears of it at once, and asks each hour",
        _NOT_PLANNED,
    ),
)
