"""What matching promises about any database at any moment; see `services.promises`."""

from services.promises import Each, Promise, never_rewritten

_PASSED_OVER = """
    select booking.organisation_id, booking.statement_id, booking.entry, booking.part,
        matched, odd
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
    where greatest(matched, odd, 0) <> case
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
        from payment_told join payment using (organisation_id, run_id, end_to_end_id)
        where statement_id is not null group by organisation_id, statement_id, entry, part, outcome
    ) told using (organisation_id, statement_id, entry, part)
    left join bank_exception odd using (organisation_id, statement_id, entry, part)
    where odd.amount is null and (said.outcome, said.payments, said.amount)
        is distinct from (told.outcome, told.payments, told.amount)
    and coalesce(said.outcome, '') not in ('received', 'collected', 'refunded', 'sent_back', 'came_again')
"""
_TOLD_ANEW = "(run_id, end_to_end_id) in (select run_id, end_to_end_id from {table} where {{lately}})"
_MATCHED = Each(
    {"bank_match": "statement_id", "payment_told": "statement_id"},
    (
        "select statement_id from bank_match where {lately}",
        "select statement_id from bank_exception where {lately}",
        *(
            f"select statement_id from payment_outcome where {_TOLD_ANEW.format(table=table)}"
            for table in ("payment_outcome", "payment")
        ),
    ),
)
"""A booking by its statement: what is told of a payment later also says otherwise what was told before."""

_ANOTHER_SHARE = """
    select organisation_id, statement_id, entry, part, outcome
    from bank_match said where outcome = 'refunded' and not exists (
        select from bank_exception odd where (odd.organisation_id, odd.statement_id, odd.entry, odd.part)
            = (said.organisation_id, mirrors_statement_id, mirrors_entry, mirrors_part)
        and (odd.amount, odd.ended_as) = (said.amount, 'mirrored')
    ) and not exists (
        select from bank_exception odd where (odd.organisation_id, odd.statement_id, odd.entry, odd.part)
            = (said.organisation_id, said.statement_id, said.entry, said.part)
    )
    or outcome in ('received', 'collected') and amount is distinct from (
        select sum(share.amount) from bank_share share
        where (share.organisation_id, share.statement_id, share.entry, share.part)
            = (said.organisation_id, said.statement_id, said.entry, said.part) and number <= said.payments
    )
"""
_STANDING = """
    select share.*, booking.direction from bank_share share
    join bank_booking booking using (organisation_id, statement_id, entry, part)
    where takes_back is null and not exists (
        select from bank_share back where (back.organisation_id, back.statement_id, back.entry, back.part)
            = (share.organisation_id, share.statement_id, share.entry, share.part) and back.takes_back = share.number
    )
"""
"""Shares that nobody took back."""

_RECEIVED_OTHERWISE = f"""
    select organisation_id, month, household_id, subject, coalesce(expected.received, 0) as received,
        coalesce(shares.amount, 0) as shared
    from expected_income expected full join (
        select organisation_id, month, household_id, subject, sum(amount) as amount
        from ({_STANDING}) standing where direction = 'credit' group by organisation_id, month, household_id, subject
    ) shares using (organisation_id, month, household_id, subject)
    where coalesce(expected.received, 0) <> coalesce(shares.amount, 0)
"""
_SHARED_OTHERWISE = f"""
    select organisation_id, statement_id, entry, part, number, 'the ledger has it otherwise' as what
    from ({_STANDING}) standing where not exists (
        select from ledger_entry posted
        where (posted.organisation_id, posted.month, posted.book_id, posted.subject)
            = (standing.organisation_id, standing.month, standing.household_id, standing.ledger_subject)
        and posted.amount = standing.amount and (posted.debit, posted.credit)
            = (case standing.direction when 'debit' then 'budget' else 'clearing' end,
                case standing.direction when 'debit' then 'clearing' else 'arrived' end)
    )
    union all
    select organisation_id, statement_id, entry, part, 0, 'more is shared than was booked'
    from (select organisation_id, statement_id, entry, part, amount from ({_STANDING}) every) standing
    join (select organisation_id, statement_id, entry, part, amount as booked from bank_booking) booking
    using (organisation_id, statement_id, entry, part)
    group by organisation_id, statement_id, entry, part, booked having sum(amount) > booked
"""
_SHARED = Each.of_tables(dict.fromkeys(("bank_share", "bank_booking"), "statement_id"))
_SUSPENSE = """
    select organisation_id, coalesce(stands, 0) as books, coalesce(open, 0) as exceptions from (
        select organisation_id, credits_posted - debits_posted as stands
        from ledger_account where kind = 'suspense'
    ) account full join (
        select organisation_id, sum(case direction when 'credit' then amount else -amount end)::bigint as open
        from bank_exception where in_suspense and (closed_at is null or ended_as = 'explained') group by organisation_id
    ) odd using (organisation_id)
    where coalesce(stands, 0) <> coalesce(open, 0)
"""
_OTHER_STATE = """
    select payment.organisation_id, run_id, household_id, purpose, occasion, 'the bank told otherwise' as what
    from payment where came_back is distinct from (
        select outcome from payment_told told
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
        and entry.amount = payment.amount and case
            when told.outcome = 'rejected' then true
            when (told.outcome = 'executed') = (told.takes_back is null)
                then (entry.subject, entry.stage) = (told.subject, 'executed')
            else entry.corrects = told.subject and entry.debit = 'clearing'
        end
    )
"""
_BY_NAME = Each.of_tables(dict.fromkeys(("payment", "payment_outcome"), "end_to_end_id"))
_COME_BACK = Each.of_tables(
    {"payment": "household_id"},
    f"select household_id from payment where {_TOLD_ANEW.format(table='payment_outcome')}",
)
_BANK_CLEARING = """
    select organisation_id, coalesce(stands, 0) as books, coalesce(shown, 0) as statements from (
        select organisation_id, credits_posted - debits_posted as stands
        from ledger_account where kind = 'bank_clearing'
    ) account full join (
        select organisation_id, sum(case when goes_out then amount else -amount end)::bigint as shown from (
            select organisation_id, amount, outcome in ('executed', 'collected', 'sent_back') as goes_out
            from bank_match said where not exists (
                select from bank_exception odd where (odd.organisation_id, odd.statement_id, odd.entry, odd.part)
                    = (said.organisation_id, said.statement_id, said.entry, said.part)
            )
            union all
            select organisation_id, amount, direction = 'debit' from bank_exception where in_suspense
        ) booked group by organisation_id
    ) matched using (organisation_id)
    where coalesce(stands, 0) <> coalesce(shown, 0)
"""
_EXECUTED_TWICE = """
    select organisation_id, end_to_end_id, outcome, count(*) as times
    from payment_told group by organisation_id, end_to_end_id, outcome having count(*) > 1
"""
_FREE_WHILE_UNKNOWN = """
    select payment.organisation_id, run_id, household_id, purpose, occasion, end_to_end_id
    from payment join payment_run run on (run.organisation_id, run.id) = (payment.organisation_id, payment.run_id)
    where run.filed_at is not null and not live and came_back is null and reason is null
"""

_OF_A_PAYMENT = Each({"payment_told": "end_to_end_id"}, ("select end_to_end_id from payment_outcome where {lately}",))
_AWAITED = Each.of_tables(dict.fromkeys(("expected_income", "bank_share"), "household_id"))
_SHARES = Each.of_tables(
    dict.fromkeys(("bank_match", "bank_share"), "statement_id"),
    "select statement_id from bank_exception where {lately}",
    "select statement_id from bank_match"
    " where mirrors_statement_id in (select statement_id from bank_exception where {lately})",
)
"""A booking by its statement; what it is the refund of stands in another."""

PROMISES = (
    Promise("I3", "what left the bank in our books is what its statements show, explained or not", _BANK_CLEARING),
    Promise("I3", "what nobody can explain yet is what stands on suspense", _SUSPENSE),
    Promise(
        "I3",
        "what was received of what is expected is what bookings were shared out for it",
        _RECEIVED_OTHERWISE,
        _AWAITED,
    ),
    Promise(
        "I7",
        "what stands in a file is paid by nothing else before the bank has said what became of it",
        _FREE_WHILE_UNKNOWN,
    ),
    Promise(
        "I11",
        "each share of a booking is in the ledger, and no booking is shared out twice",
        _SHARED_OTHERWISE,
        _SHARED,
    ),
    Promise("I5", "a payment is executed once in all statements, and comes back once", _EXECUTED_TWICE, _OF_A_PAYMENT),
    Promise("I6", "every booking up to where an account was matched is explained, or an exception", _PASSED_OVER),
    Promise("I6", "the payments of a match are those that it says", _ANOTHER_OUTCOME, _MATCHED),
    Promise(
        "I6",
        "the shares of a match are all of its booking, and what it takes back is that",
        _ANOTHER_SHARE,
        _SHARES,
    ),
    Promise("I11", "what the bank executed or gave back is so in the ledger", _NOT_IN_THE_LEDGER, _BY_NAME),
    Promise(
        "I12",
        "what the bank did, and what was matched, is never rewritten",
        never_rewritten("payment_outcome", "bank_match", "bank_share"),
    ),
    Promise("I12", "what came back is what the bank said last", _OTHER_STATE, _COME_BACK),
)
