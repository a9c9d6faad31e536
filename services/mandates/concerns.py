"""What of the mandates service waits for a person."""

from services.concerns import Concern

_NOT_PLANNED = """
    select organisation_id, id as household_id, plan_version from household where stale and ask_again_at is not null
"""
_NOBODYS = """
    select organisation_id, household_id, id as alarm_id, kind, act_by from alarm
    where owner is null and state <> 'closed'
"""

CONCERNS = (
    Concern(
        "alarms that nobody owns, for nobody stands around the household",
        "give the household a fixed contact or a regisseur; until then they are the approvers'",
        _NOBODYS,
    ),
    Concern(
        "households that the schedule service cannot plan, whose costs are known as they were",
        "correct their facts; the registry hears of it at once, and asks each hour",
        _NOT_PLANNED,
    ),
)
