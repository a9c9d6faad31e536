"""What the ledger promises about any database at any moment, as SQL that names whoever breaks it.

Each query gives one row for each offender and none while the promise is kept; whoever may see more organisations gets
those of all of them.
"""

from services.promises import Each, Promise, never_rewritten
from services.schedule.ledger.replay import SINCE_CLOSING

_BALANCED = """
    select organisation_id, book_id, sum(debits_pending) as debits_pending, sum(credits_pending) as credits_pending,
        sum(debits_posted) as debits_posted, sum(credits_posted) as credits_posted
    from ledger_account group by organisation_id, book_id
    having sum(debits_pending) <> sum(credits_pending) or sum(debits_posted) <> sum(credits_posted)
"""
_WITHIN_LIMITS = """
    select organisation_id, book_id, kind, account.cap, approved.cap as approved_cap
    from ledger_account account left join lateral (
        select cap from ledger_limit newest
        where (newest.organisation_id, newest.household_id) = (account.organisation_id, account.book_id)
        order by number desc limit 1
    ) approved on account.kind = 'minstand'
    where ledger_missing(kind, account.cap, debits_pending, credits_pending, debits_posted, credits_posted) > 0
        or account.cap <> coalesce(approved.cap, 0)
"""
_RESOLVED_ONCE = """
    select organisation_id, month, book_id, subject, 'resolves nothing that is pending' as what
    from ledger_entry done where resolves and not exists (
        select from ledger_entry pending
        where (pending.organisation_id, pending.month, pending.book_id, pending.subject, pending.resolves)
            = (done.organisation_id, done.month, done.book_id, done.subject, false)
        and (pending.stage, pending.debit, pending.credit, pending.amount)
            = ('pending', done.debit, done.credit, done.amount)
    )
    union all
    select organisation_id, month, book_id, subject, 'is resolved more than once'
    from ledger_entry where resolves group by organisation_id, month, book_id, subject having count(*) > 1
"""

_BOOK = Each.of_tables(
    {"ledger_entry": "book_id", "ledger_account": "book_id", "ledger_closing_balance": "book_id"},
    "select book_id from ledger_account where exists (select from ledger_closing where {lately})",
)

_LIMIT = Each.of_tables({"ledger_account": "book_id", "ledger_limit": "household_id"})
_NEVER_REWRITTEN = never_rewritten("ledger_entry", "ledger_limit", "bank_file", "bank_file_chunk")

PROMISES = (
    Promise("I1", "debits are credits in every book, pending and posted", _BALANCED, _BOOK),
    Promise("I2", "the counters are what the entries come to since the last closing", SINCE_CLOSING, _BOOK),
    Promise("I9", "no account is beyond its limit, and no minstand deeper than was approved", _WITHIN_LIMITS, _LIMIT),
    Promise("I11", "what is pending is resolved at most once, and only what is pending", _RESOLVED_ONCE, _BOOK),
    Promise("I12", "what was booked, approved or filed can be added to and never rewritten", _NEVER_REWRITTEN),
)
