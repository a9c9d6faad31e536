"""What recalls promise about any database at any moment; see `services.promises`."""

from services.promises import Promise, never_rewritten

_FREE_BEFORE_THE_ANSWER = """
    select organisation_id, id as recall_id, household_id, recall.state from payment_recall recall
    where state in ('sent', 'promised') and not exists (
        select from payment where (payment.organisation_id, payment.run_id, payment.end_to_end_id)
            = (recall.organisation_id, recall.run_id, recall.end_to_end_id) and live
    )
"""
_NO_STEP = """
    select organisation_id, id as recall_id, state from payment_recall recall
    where state is distinct from (
        select step.state from payment_recall_step step
        where (step.organisation_id, step.recall_id) = (recall.organisation_id, recall.id)
        order by number desc limit 1
    )
"""
_NOT_FOUR_EYES = """
    select step.organisation_id, recall_id, step.number from payment_recall_step step
    join payment_recall recall on (recall.organisation_id, recall.id) = (step.organisation_id, step.recall_id)
    where step.state = 'sent' and (step.by = asked_by or step.by is distinct from approved_by)
"""

PROMISES = (
    Promise("I7", "a payment whose recall is with the bank keeps its key until it answers", _FREE_BEFORE_THE_ANSWER),
    Promise("I12", "what became of a recall is never rewritten", never_rewritten("payment_recall_step")),
    Promise("I12", "a recall is where its last step led", _NO_STEP),
    Promise("I13", "a recall goes to the bank by the word of another person than who asked for it", _NOT_FOUR_EYES),
)
