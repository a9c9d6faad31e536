"""What statements promise about any database at any moment; see `services.promises`."""

from services.promises import Each, Promise, never_rewritten

_TWICE = """
    select organisation_id, account, kind, as_of, statement_id, page, count(*) as statements
    from statement where state not in ('replaced', 'set_aside')
    group by organisation_id, account, kind, as_of, statement_id, page having count(*) > 1
    union all
    select organisation_id, sha256, 'file', null, null, null, count(*)
    from statement_file group by organisation_id, sha256 having count(*) > 1
"""
_OTHER_BOOKINGS = """
    select organisation_id, statement_id, 'its bookings are others than it says' as what
    from (select organisation_id, id as statement_id, bookings, entries, booked, came_in, went_out from statement) said
    full join (
        select organisation_id, statement_id, sum(bookings)::bigint as bookings, count(*)::integer as entries,
            count(*) filter (where booked)::integer as booked,
            coalesce(sum(amount) filter (where booked and direction = 'credit'), 0)::bigint as came_in,
            coalesce(sum(amount) filter (where booked and direction = 'debit'), 0)::bigint as went_out
        from (
            select organisation_id, statement_id, entry, direction, status = 'booked' as booked,
                entry_amount as amount, count(*) as bookings
            from bank_booking group by 1, 2, 3, 4, 5, 6
        ) entry group by organisation_id, statement_id
    ) stands using (organisation_id, statement_id)
    where (coalesce(said.bookings, -1), coalesce(said.entries, -1), said.booked, said.came_in, said.went_out)
        is distinct from (coalesce(stands.bookings, 0), coalesce(stands.entries, 0), coalesce(stands.booked, 0),
            coalesce(stands.came_in, 0), coalesce(stands.went_out, 0))
"""
_DOES_NOT_CLOSE = """
    select organisation_id, id as statement_id, 'its balances are not what it says of them' as what
    from statement where case proof
        when 'unproven' then difference <> 0
        else closing - opening - came_in + went_out is distinct from difference
    end or (proof = 'does_not_close' and state = 'taken' and let_in_by is null)
"""
_GAP = """
    with taken as (
        select *, proof <> 'unproven' as proves,
            count(*) filter (where proof <> 'unproven') over (partition by organisation_id, account order by link)
                as number
        from (select *, case when precedes then -place else place end as link from statement) linked
        where state = 'taken' and kind = 'statement'
    ), behind as (
        select taken.*,
            sum(case when proves then 0 else came_in - went_out end)
                over (partition by organisation_id, account, number order by link) as moved_since,
            first_value(case when proves then closing end)
                over (partition by organisation_id, account, number order by link) as closed
        from taken
    ), next as (
        select *, lag(closed + moved_since) over (partition by organisation_id, account order by link) as stood
        from behind
    )
    select organisation_id, id as statement_id, 'it does not begin where the one before it ended' as what
    from next where proves and let_in_by is null and opening <> stood
    union all
    select organisation_id, null, 'an account stands elsewhere than its last statement' from (
        select distinct on (organisation_id, account) organisation_id, account, closed, moved_since
        from behind order by organisation_id, account, link desc
    ) last full join statement_account stands using (organisation_id, account)
    where (stands.closing, stands.moved_since) is distinct from (
        last.closed, case when stands.closing is null and last.closed is null then stands.moved_since
            else last.moved_since end
    ) and not (last.account is null and stands.closing is null and stands.moved_since = 0)
    union all
    select organisation_id, null, 'an account begins elsewhere than its first statement' from (
        select organisation_id, account, as_of, opening - coalesce((
            select sum(came_in - went_out) from taken before where before.organisation_id = one.organisation_id
            and before.account = one.account and before.link < one.link
        ), 0) as begins
        from (
            select distinct on (organisation_id, account) * from taken where proves
            order by organisation_id, account, link
        ) one
    ) first full join statement_account stands using (organisation_id, account)
    where (stands.begins, stands.begins_on) is distinct from (first.begins, first.as_of)
"""
_SAME_HAND = """
    select organisation_id, id as statement_id from statement
    where let_in_by is not null and (let_in_by = handed_in_by or state <> 'taken')
"""
_WITHOUT_HISTORY = """
    select organisation_id, id as statement_id, 'its state is not the last of its history' as what
    from statement where state is distinct from (
        select state from statement_history step
        where (step.organisation_id, step.statement_id) = (statement.organisation_id, statement.id)
        order by number desc limit 1
    )
"""

_BOOKINGS = Each.of_tables({"statement": "id", "bank_booking": "statement_id"})
_HISTORY = Each.of_tables({"statement": "id", "statement_history": "statement_id"})
_CHAIN = Each.of_tables(dict.fromkeys(("statement", "statement_account"), "account"))
"""A statement by itself; and an account by its own, of which each follows on another."""

PROMISES = (
    Promise(
        "I12",
        "what the bank said is never rewritten",
        never_rewritten("statement_file", "statement_file_chunk", "statement_history", "bank_booking"),
    ),
    Promise("I12", "the state of a statement is the last of its history", _WITHOUT_HISTORY, _HISTORY),
    Promise("I13", "who lets a statement in is not who handed it in", _SAME_HAND),
    Promise("I15", "a statement, or a file of the bank, is kept once", _TWICE),
    Promise("I15", "the bookings of a statement are those that it says", _OTHER_BOOKINGS, _BOOKINGS),
    Promise("I26", "a statement's balances are closed by its entries, or a second person let it in", _DOES_NOT_CLOSE),
    Promise(
        "I26",
        "each statement begins where the one before it ended, or was let in, and so the account stands",
        _GAP,
        _CHAIN,
    ),
)
