"""What ending exceptions promises about any database at any moment; see `services.promises`."""

from services.promises import Each, Promise, never_rewritten

_PLACE = "organisation_id, statement_id, entry, part"

_NOT_ITS_LAST_STEP = f"""
    select {_PLACE}, odd.ended_as, last.step
    from bank_exception odd left join lateral (
        select step from bank_exception_step step
        where (step.organisation_id, step.statement_id, step.entry, step.part)
            = (odd.organisation_id, odd.statement_id, odd.entry, odd.part)
        order by number desc limit 1
    ) last on true
    where odd.ended_as is distinct from case
        when last.step not in (
            'found_otherwise', 'taken_back', 'came_again', 'asked_back', 'assigned', 'unassigned'
        ) then last.step
    end
"""
_OTHERS_THAN_ITS_OWNER = f"""
    select {_PLACE}, last.step
    from bank_exception odd left join lateral (
        select step, step.owner from bank_exception_step step
        where (step.organisation_id, step.statement_id, step.entry, step.part)
            = (odd.organisation_id, odd.statement_id, odd.entry, odd.part) and step in ('assigned', 'unassigned')
        order by number desc limit 1
    ) last on true
    where odd.owner is distinct from last.owner
"""
_EXPLAINED_OTHERWISE = f"""
    select {_PLACE}, odd.ended_as,
        coalesce(shared.amount, 0) + coalesce(told.amount, 0) + coalesce(back.amount, 0) as explained
    from bank_exception odd left join (
        select {_PLACE}, sum(amount) as amount from bank_share share where takes_back is null and not exists (
            select from bank_share back where (back.organisation_id, back.statement_id, back.entry, back.part)
                = (share.organisation_id, share.statement_id, share.entry, share.part)
            and back.takes_back = share.number
        ) group by {_PLACE}
    ) shared using ({_PLACE}) left join (
        select {_PLACE}, sum(payment.amount) as amount
        from payment_told join payment using (organisation_id, run_id, end_to_end_id)
        where statement_id is not null group by {_PLACE}
    ) told using ({_PLACE}) left join (
        select told.organisation_id, told.statement_id, told.entry, told.part, sum(sent.amount) as amount
        from sent_back_outcome told join sent_back sent using (organisation_id, end_to_end_id)
        where told.statement_id is not null group by 1, 2, 3, 4
    ) back using ({_PLACE})
    where coalesce(shared.amount, 0) + coalesce(told.amount, 0) + coalesce(back.amount, 0)
        <> case when odd.ended_as in ('matched', 'split') then odd.amount else 0 end
"""
_STATEMENT = Each(
    dict.fromkeys(("bank_exception", "bank_share", "payment_told", "sent_back_outcome"), "statement_id"),
    (
        *(
            f"select statement_id from {table} where {{lately}}"
            for table in ("bank_exception", "bank_share", "sent_back_outcome")
        ),
        *(
            "select statement_id from payment_outcome where (run_id, end_to_end_id) in ("
            f"select run_id, end_to_end_id from {table} where {{lately}})"
            for table in ("payment_outcome", "payment")
        ),
    ),
)
_WRITTEN_OFF = """
    select organisation_id, coalesce(stands, 0) as books, coalesce(off, 0) as exceptions from (
        select organisation_id, credits_posted - debits_posted as stands
        from ledger_account where kind = 'written_off'
    ) account full join (
        select organisation_id, sum(case direction when 'credit' then amount else -amount end)::bigint as off
        from bank_exception where ended_as = 'written_off' group by organisation_id
    ) odd using (organisation_id)
    where coalesce(stands, 0) <> coalesce(off, 0)
"""
_TWO_VERDICTS = f"""
    select {_PLACE}, rule, ended_as from bank_match said join bank_exception odd using ({_PLACE})
    where not exists (
        select from bank_exception_step step where (step.organisation_id, step.statement_id, step.entry, step.part)
            = (odd.organisation_id, odd.statement_id, odd.entry, odd.part) and step = 'taken_back'
    )
"""
_DECIDED_ALONE = f"""
    select {_PLACE}, id, what from booking_decision asked
    where ended_as = 'approved' and ended_by = asked_by and (what <> 'take_back' or not alone)
    union all
    select {_PLACE}, null, ended_as from bank_exception odd where ended_as = 'written_off' and not exists (
        select from booking_decision asked where (asked.organisation_id, asked.statement_id, asked.entry, asked.part)
            = (odd.organisation_id, odd.statement_id, odd.entry, odd.part)
        and (asked.what, asked.ended_as) = ('write_off', 'approved')
    )
"""
_WAITS_ABOUT_NOTHING = f"""
    select {_PLACE}, id, what, odd.ended_as from booking_decision asked join bank_exception odd using ({_PLACE})
    where asked.ended_at is null and odd.closed_at is not null and what <> 'take_back'
"""

PROMISES = (
    Promise("I3", "what was written off is what stands written off in our books", _WRITTEN_OFF),
    Promise("I6", "a booking that was matched is an exception only where somebody took that back", _TWO_VERDICTS),
    Promise("I13", "nothing about an exception that has ended waits for a second person", _WAITS_ABOUT_NOTHING),
    Promise("I13", "what was written off was approved by another than who asked for it", _DECIDED_ALONE),
    Promise(
        "I11",
        "what was matched by hand is all of its booking, and nothing else of suspense is",
        _EXPLAINED_OTHERWISE,
        _STATEMENT,
    ),
    Promise("I12", "how an exception ended is the last of its steps", _NOT_ITS_LAST_STEP),
    Promise("I12", "who looks after an exception is to whom it was given last", _OTHERS_THAN_ITS_OWNER),
    Promise("I12", "what became of an exception is never rewritten", never_rewritten("bank_exception_step")),
)
