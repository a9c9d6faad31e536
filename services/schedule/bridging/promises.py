"""What decisions on bridging promise about any database at any moment; see `services.promises`."""

from services.promises import Promise, never_rewritten

_WITHOUT_HISTORY = """
    select organisation_id, household_id, number from bridging_decision decision where state is distinct from (
        select state from bridging_history step where (step.organisation_id, step.household_id, step.number)
            = (decision.organisation_id, decision.household_id, decision.number)
        order by step.step desc limit 1
    )
"""
_BY_ONE_PERSON = """
    select organisation_id, household_id, number from bridging_decision
    where approved_by = decided_by or (needs_second and state in ('decided', 'replaced') and approved_by is null)
"""
_WITHOUT_FACT = """
    select organisation_id, household_id, number from bridging_decision decision
    where state = 'decided' and not exists (
        select from fact where (fact.organisation_id, fact.household_id, fact.id)
            = (decision.organisation_id, decision.household_id, decision.fact_id)
        and fact.kind = 'bridging_decided' and (fact.content ->> 'amount')::bigint = decision.amount
    )
"""

PROMISES = (
    Promise("I12", "the state of a decision on bridging is the last of its history", _WITHOUT_HISTORY),
    Promise("I12", "the history of a decision on bridging is never rewritten", never_rewritten("bridging_history")),
    Promise("I13", "what needs two people to bridge was approved by a second one", _BY_ONE_PERSON),
    Promise("I24", "a decision on bridging that is in force is a fact of its household", _WITHOUT_FACT),
)
