"""What sending back promises about any database at any moment; see `services.promises`."""

from services.promises import Promise, never_rewritten

_PLACE = "organisation_id, statement_id, entry, part"
_ON_ITS_WAY = """
    select organisation_id, coalesce(stands, 0) as books, coalesce(filed, 0) as filed from (
        select organisation_id, credits_posted - debits_posted as stands
        from ledger_account where kind = 'sent_back'
    ) account full join (
        select organisation_id, sum(amount)::bigint as filed from sent_back sent where not exists (
            select from sent_back_outcome told
            where (told.organisation_id, told.end_to_end_id) = (sent.organisation_id, sent.end_to_end_id)
        ) group by organisation_id
    ) sent using (organisation_id)
    where coalesce(stands, 0) <> coalesce(filed, 0)
"""
_OTHERWISE_THAN_IT_ENDED = f"""
    select {_PLACE}, odd.ended_as, sent.end_to_end_id
    from bank_exception odd full join (
        select {_PLACE}, end_to_end_id, amount from sent_back sent where not exists (
            select from sent_back_outcome told
            where (told.organisation_id, told.end_to_end_id) = (sent.organisation_id, sent.end_to_end_id)
            and outcome <> 'executed'
        )
    ) sent using ({_PLACE})
    where (odd.ended_as is not distinct from 'sent_back') <> (sent.end_to_end_id is not null)
    or odd.amount <> sent.amount
"""
_SHOWN_OTHERWISE = f"""
    select {_PLACE}, said.outcome as matched, told.outcome
    from (select * from bank_match where outcome in ('sent_back', 'came_again')) said full join (
        select told.organisation_id, told.statement_id, told.entry, told.part, told.outcome, sent.amount
        from sent_back_outcome told join sent_back sent using (organisation_id, end_to_end_id)
        where told.statement_id is not null
    ) told using ({_PLACE})
    where (case told.outcome when 'executed' then 'sent_back' else 'came_again' end, told.amount)
        is distinct from (said.outcome, said.amount)
    and not exists (
        select from bank_exception odd where (odd.organisation_id, odd.statement_id, odd.entry, odd.part)
            = (told.organisation_id, told.statement_id, told.entry, told.part) and ended_as = 'matched'
    )
"""
_ALONE = """
    select organisation_id, decision_id, 'sent back' as what from sent_back sent where not exists (
        select from booking_decision asked where (asked.organisation_id, asked.id)
            = (sent.organisation_id, sent.decision_id)
        and (asked.what, asked.ended_as) = ('send_back', 'approved') and asked.ended_by <> asked.asked_by
    )
    union all
    select organisation_id, decision_id, 'asked back' from asked_back back where not exists (
        select from booking_decision asked where (asked.organisation_id, asked.id)
            = (back.organisation_id, back.decision_id)
        and (asked.what, asked.ended_as) = ('send_back', 'approved') and asked.ended_by <> asked.asked_by
    )
"""

PROMISES = (
    Promise("I3", "what was filed to go back and the bank has not shown is what stands so in our books", _ON_ITS_WAY),
    Promise("I4", "an exception that was sent back is so by one payment that stands", _OTHERWISE_THAN_IT_ENDED),
    Promise("I6", "the bookings of what was sent back are those that the bank told of it", _SHOWN_OTHERWISE),
    Promise("I13", "what was sent back, or asked back, was approved by another than who asked for it", _ALONE),
    Promise(
        "I12",
        "what was sent back, what the bank did with it, and what it was asked for is never rewritten",
        never_rewritten("sent_back", "sent_back_outcome", "asked_back"),
    ),
)
