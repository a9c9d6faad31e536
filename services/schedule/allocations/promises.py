"""What allocations promise about any database at any moment; see `services.promises`."""

from services.promises import Each, Promise, never_rewritten

_NOBODYS = """
    select said.organisation_id, said.run_id, said.household_id, said.purpose, said.occasion, said.word
    from (
        select distinct on (organisation_id, run_id, household_id, purpose, occasion) * from allocation_answer
        order by organisation_id, run_id, household_id, purpose, occasion, told_on desc, number desc
    ) as said join payment using (organisation_id, run_id, household_id, purpose, occasion)
    join payment_told as told using (organisation_id, run_id, end_to_end_id)
    where said.word <> 'booked' and payment.live and told.outcome = 'executed' and told.told_on <= said.told_on
    and not exists (
        select from payment_outcome as back where (back.organisation_id, back.run_id, back.end_to_end_id)
            = (payment.organisation_id, payment.run_id, payment.end_to_end_id) and back.outcome = 'returned'
    ) and not exists (
        select from payment_recall as recall where (recall.organisation_id, recall.end_to_end_id)
            = (payment.organisation_id, payment.end_to_end_id) and recall.state in ('sent', 'promised', 'declined')
    ) and not exists (
        select from task where (task.organisation_id, task.household_id) = (said.organisation_id, said.household_id)
        and task.kind = 'paid_not_booked' and task.about = said.purpose || '/' || said.occasion
    )
"""
"""What was said while a recall was at the bank, or while a booking was wrongly taken for the return, becomes a task on
the day after that ended; so what ever was recalled, or taken to have come back, is left out."""

_NEVER_EXECUTED = """
    select said.organisation_id, said.run_id, said.household_id, said.purpose, said.occasion, said.number
    from allocation_answer as said join payment using (organisation_id, run_id, household_id, purpose, occasion)
    where not exists (
        select from payment_outcome as told where (told.organisation_id, told.run_id, told.end_to_end_id)
            = (payment.organisation_id, payment.run_id, payment.end_to_end_id)
        and told.outcome = 'executed' and told.told_on <= said.told_on
    )
"""

_ANSWERED = Each.of_tables(
    dict.fromkeys(("allocation_answer", "payment", "task", "payment_recall"), "household_id"),
    "select household_id from payment where (run_id, end_to_end_id) in"
    " (select run_id, end_to_end_id from payment_outcome where {lately})",
)

PROMISES = (
    Promise("I6", "what a payee did not book as it was paid became somebody's task", _NOBODYS, _ANSWERED),
    Promise("I6", "what a payee says is of a payment that a statement shows", _NEVER_EXECUTED, _ANSWERED),
    Promise("I12", "what payees said is never rewritten", never_rewritten("allocation_answer")),
)
