"""What matching promises about any database at any moment; see `services.promises`."""

from services.promises import Promise, never_rewritten

_PASSED_OVER = """
    select booking.organisation_id, booking.statement_id, booking.entry, booking.part,
        coalesce(matched, 0) + coalesce(odd, 0) as verdicts
    from bank_booking booking
    join statement on (statement.organisation_id, statement.id) = (booking.organisation_id, booking.statement_id)
    join statement_matching reached on (reached.organisation_id, reached.account)
        = (statement.organisation_id, statement.account)
    left join lateral (
        select 1 as matched from bank_match one where (one.organisation_id, one.statement_id, one.entry, one.part)
            = (booking.organisation_id, booking.statement_id, booking.entry, booking.part)
    ) found on true
    left join lateral (
        select 1 as odd from bank_exception one where (one.organisation_id, one.statement_id, one.entry, one.part)
            = (booking.organisation_id, booking.statement_id, booking.entry, booking.part)
    ) raised on true
    where coalesce(matched, 0) + coalesce(odd, 0) <> case
        when statement.kind = 'statement' and statement.state = 'taken' and booking.status = 'booked' and (
            statement.place < reached.place
            or statement.place = reached.place and (booking.entry, booking.part) <= (reached.entry, reached.part)
        ) then 1 else 0
    end
"""
_ANOTHER_OUTCOME = """
    select organisation_id, statement_id, entry, part, 'its payments are others than it says' as what
    from bank_match said full join (
        select organisation_id, statement_id, entry, part, outcome, count(*) as payments, sum(payment.amount) as amount
        from payment_outcome join payment using (organisation_id, run_id, end_to_end_id)
        where statement_id is not null group by organisation_id, statement_id, entry, part, outcome
    ) told using (organisation_id, statement_id, entry, part)
    where (said.outcome, said.payments, said.amount) is distinct from (told.outcome, told.payments, told.amount)
"""
_OTHER_STATE = """
    select payment.organisation_id, run_id, household_id, purpose, occasion, 'the bank told otherwise' as what
    from payment where came_back is distinct from (
        select outcome from payment_outcome told
        where (told.organisation_id, told.run_id, told.end_to_end_id)
            = (payment.organisation_id, payment.run_id, payment.end_to_end_id) and outcome <> 'executed'
        order by number desc limit 1
    )
"""
_NOT_IN_THE_LEDGER = """
    select told.organisation_id, told.run_id, household_id, purpose, occasion, told.outcome
    from payment_outcome told join payment using (organisation_id, run_id, end_to_end_id)
    where not exists (
        select from ledger_entry entry
        where (entry.organisation_id, entry.month, entry.book_id)
            = (payment.organisation_id, payment.month, payment.household_id)
        and entry.amount = payment.amount and case told.outcome
            when 'executed' then (entry.subject, entry.stage) = (told.subject, 'executed')
            when 'returned' then entry.corrects = told.subject and entry.debit = 'clearing'
            else true
        end
    )
"""
_BANK_CLEARING = """
    select organisation_id, coalesce(stands, 0) as books, coalesce(shown, 0) as statements from (
        select organisation_id, credits_posted - debits_posted as stands
        from ledger_account where kind = 'bank_clearing'
    ) account full join (
        select organisation_id, sum(case outcome when 'executed' then amount else -amount end)::bigint as shown
        from bank_match group by organisation_id
    ) matched using (organisation_id)
    where coalesce(stands, 0) <> coalesce(shown, 0)
"""
_EXECUTED_TWICE = """
    select organisation_id, end_to_end_id, outcome, count(*) as times
    from payment_outcome group by organisation_id, end_to_end_id, outcome having count(*) > 1
"""

PROMISES = (
    Promise("I3", "what left the bank in our books is what its statements show of our payments", _BANK_CLEARING),
    Promise("I5", "a payment is executed once in all statements, and comes back once", _EXECUTED_TWICE),
    Promise("I6", "every booking up to where an account was matched is explained, or an exception", _PASSED_OVER),
    Promise("I6", "the payments of a match are those that it says", _ANOTHER_OUTCOME),
    Promise("I11", "what the bank executed or gave back is so in the ledger", _NOT_IN_THE_LEDGER),
    Promise(
        "I12",
        "what the bank did, and what was matched, is never rewritten",
        never_rewritten("payment_outcome", "bank_match"),
    ),
    Promise("I12", "what came back is what the bank said last", _OTHER_STATE),
)
