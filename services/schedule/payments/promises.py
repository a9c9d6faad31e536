"""What payment runs promise about any database at any moment; see `services.promises`."""

from services.promises import Each, Promise, never_rewritten
from services.schedule.ledger.attempts import LAST

_PAID_TWICE = """
    select organisation_id, household_id, month, purpose, occasion, count(*) as payments
    from payment where live
    group by organisation_id, household_id, month, purpose, occasion having count(*) > 1
"""
_SAME_IDENTIFIER = """
    with named_twice as materialized (
        select organisation_id, end_to_end_id from (
            select organisation_id, end_to_end_id from payment
            union all
            select organisation_id, end_to_end_id from sent_back
        ) named group by organisation_id, end_to_end_id having count(*) > 1
    )
    select organisation_id, end_to_end_id, count(*) as payments from (
        select organisation_id, end_to_end_id
        from payment_of_run join named_twice using (organisation_id, end_to_end_id) where file_number is not null
        union all
        select organisation_id, end_to_end_id from sent_back join named_twice using (organisation_id, end_to_end_id)
    ) filed group by organisation_id, end_to_end_id having count(*) > 1
"""
"""Of most payments none has the name of another, so that it need not be looked up in which file they stand."""

_LEFT_BEHIND = """
    select payment.organisation_id, run_id, household_id, purpose, occasion,
        'it is ' || payment.state || ' in a run that is ' || run.state as what
    from payment_of_run payment
    join payment_run run on (run.organisation_id, run.id) = (payment.organisation_id, run_id)
    where payment.state = any (
        case run.state
            when 'withdrawn' then array['proposed', 'ready', 'submitted', 'expected', 'executed', 'returned']
            when 'frozen' then array['proposed', 'withdrawn']
            when 'filed' then array['proposed', 'ready', 'withdrawn']
            else array['ready', 'submitted', 'expected', 'withdrawn', 'executed', 'returned']
        end
    )
"""
_OF_RUNS_THAT = "select household_id from payment where run_id in ({})"
_IN_A_RUN = Each(
    {"payment_of_run": "household_id"},
    (
        "select household_id from payment where {lately}",
        "select household_id from payment join payment_outcome using (organisation_id, run_id, end_to_end_id)"
        " where (run_id, end_to_end_id) in (select run_id, end_to_end_id from payment_outcome where {lately})",
        _OF_RUNS_THAT.format("select id from payment_run where {lately}"),
        _OF_RUNS_THAT.format("select run_id from payment_file where {lately}"),
    ),
)
"""A household by its payments: their state follows from what the bank did, from their run and from its files."""
_NOT_FOUR_EYES = """
    select organisation_id, id as run_id, state from payment_run run
    where state in ('approved', 'frozen', 'filed') and (
        approved_by is null or approved_by = proposed_by or array[approved_by] is distinct from (
            select array_agg(by) from payment_run_history history
            where (history.organisation_id, history.run_id) = (run.organisation_id, run.id) and state = 'approved'
        )
    )
"""
_OTHER_SUMS = """
    select organisation_id, run_id, number, 'its payments are others than it says' as what
    from payment_file file full join (
        select organisation_id, run_id, file_number as number, count(*) as items, sum(amount) as amount
        from payment_of_run where file_number is not null group by organisation_id, run_id, file_number
    ) paid using (organisation_id, run_id, number)
    where (file.items, file.amount) is distinct from (paid.items, paid.amount)
"""
_RUN = Each(
    {"payment_file": "run_id", "payment_of_run": "run_id"},
    (
        "select run_id from payment where {lately}",
        "select run_id from payment_file where {lately}",
        "select id from payment_run where {lately}",
    ),
)
_OTHER_FILE = """
    select organisation_id, run_id, number, 'its record and the kept file differ, or one of them is not there' as what
    from (
        select organisation_id, message_id, run_id, number, items, amount from payment_file
        union all
        select organisation_id, message_id, decision_id, number, 1, amount from sent_back
    ) file full join bank_file kept using (organisation_id, message_id)
    where (file.items, file.amount) is distinct from (kept.items, kept.amount)
"""
_NOT_IN_THE_LEDGER = f"""
    select payment.organisation_id, run_id, household_id, purpose, occasion, amount
    from payment join payment_run run on (run.organisation_id, run.id) = (payment.organisation_id, run_id)
    where live and (run.state in ('frozen', 'filed') or run.state = 'approved' and exists (
        select from payment_run_shard shard
        where (shard.organisation_id, shard.run_id) = (payment.organisation_id, payment.run_id)
        and (after is null or household_id > after) and (until is null or household_id <= until)
        and (stage = 'frozen' or household_id <= reached)
    )) and not exists (
        select from ledger_entry entry
        where (entry.organisation_id, entry.month, entry.book_id, entry.resolves)
            = (payment.organisation_id, payment.month, household_id, false)
        and entry.subject between purpose || '/' || occasion and purpose || '/' || occasion || '{LAST}'
        and (entry.stage, entry.credit, entry.amount) = ('pending', 'clearing', payment.amount)
        and not exists (
            select from ledger_entry done
            where (done.organisation_id, done.month, done.book_id, done.subject, done.resolves)
                = (entry.organisation_id, entry.month, entry.book_id, entry.subject, true)
            and done.stage = 'released'
        )
    )
"""
_IN_RESERVE = Each.of_tables(
    {"payment": "household_id"},
    "select book_id from ledger_entry where {lately}",
    _OF_RUNS_THAT.format("select id from payment_run where {lately}"),
    _OF_RUNS_THAT.format("select run_id from payment_run_shard where {lately}"),
)
_PAID_TO_SOMEBODY_ELSE = """
    select organisation_id, run_id, household_id, purpose, occasion, payee_id
    from payment where live and (payee_id is not null or route <> 'supplier_pulls') and not exists (
        select from payment_account account
        where (account.organisation_id, account.run_id, account.account_id)
            = (payment.organisation_id, payment.run_id, payment.payee_id)
    )
"""
_NOT_RELEASED = """
    select organisation_id, run_id, household_id, purpose, occasion
    from payment where live and payee <> 'client' and not exists (
        select from payment_release release
        where (release.organisation_id, release.run_id, release.household_id)
            = (payment.organisation_id, payment.run_id, payment.household_id)
    )
"""
_WITHOUT_A_DECISION = """
    with plan as materialized (
        select organisation_id, household_id, version, fact_sequence,
            (inputs -> 'benefit' ->> 'startsOn')::date as starts_on, (inputs ->> 'reliefEndsOn')::date as ends_on
        from plan_version where (organisation_id, household_id, version) in (
            select organisation_id, household_id, plan_version from payment where live
        )
    ), decision as materialized (
        select decided.organisation_id, decided.household_id, decided.sequence, later.sequence as corrected_by,
            (decided.content ->> 'from')::date as since,
            coalesce((decided.content ->> 'until')::date, 'infinity') as until
        from fact decided left join fact later
        on (later.organisation_id, later.household_id, later.corrects)
            = (decided.organisation_id, decided.household_id, decided.sequence)
        where decided.kind = 'decision' and decided.content ->> 'article' in ('56a', '57', 'voluntary')
    )
    select payment.organisation_id, run_id, payment.household_id, purpose, occasion, due_on
    from payment left join plan on (plan.organisation_id, plan.household_id, plan.version)
        = (payment.organisation_id, payment.household_id, payment.plan_version)
    where live and not exists (
        select from decision
        where (decision.organisation_id, decision.household_id) = (payment.organisation_id, payment.household_id)
        and decision.sequence <= plan.fact_sequence
        and (decision.corrected_by is null or decision.corrected_by > plan.fact_sequence)
        and least(greatest(due_on, starts_on), ends_on) between since and until
    )
"""
"""A case is a large document, so each is opened once and not for each payment. A fact is corrected once at most."""

_PLANNED = Each.of_tables(dict.fromkeys(("payment", "plan_version", "fact"), "household_id"))

_ONCE = Each.of_tables({"payment": "household_id"})
_RELEASED = Each.of_tables(dict.fromkeys(("payment", "payment_release"), "household_id"))
_NAMED = Each(
    dict.fromkeys(("payment", "payment_of_run", "sent_back"), "end_to_end_id"),
    (
        "select end_to_end_id from payment where {lately}",
        "select end_to_end_id from sent_back where {lately}",
        *(
            f"select end_to_end_id from payment where run_id in (select {run} from {table} where {{lately}})"
            for table, run in (("payment_run", "id"), ("payment_file", "run_id"))
        ),
    ),
)
"""A name by all that have it: a run that is filed puts its payments into files."""

PROMISES = (
    Promise("I4", "a cost-month or a day of leefgeld is paid once over all runs", _PAID_TWICE, _ONCE),
    Promise("I5", "an EndToEndId stands in all files once", _SAME_IDENTIFIER, _NAMED),
    Promise(
        "I6",
        "what was approved stands in a file of its run, or is held with a reason",
        _LEFT_BEHIND,
        _IN_A_RUN,
    ),
    Promise(
        "I10",
        "a cost is paid as it is arranged: the registry released it when it was claimed",
        _NOT_RELEASED,
        _RELEASED,
    ),
    Promise(
        "I12",
        "what a run came to, whom it left out, what was filed and what was settled is never rewritten",
        never_rewritten("payment_run_history", "payment_run_left_out", "payment_file", "payment_settled"),
    ),
    Promise("I13", "a run was approved once, by somebody else than who proposed it", _NOT_FOUR_EYES),
    Promise("I14", "a file says what its payments say", _OTHER_SUMS, _RUN),
    Promise("I14", "what was filed was kept, and its record says what the kept file says", _OTHER_FILE),
    Promise("I14", "what is paid is what the ledger holds in reserve for it", _NOT_IN_THE_LEDGER, _IN_RESERVE),
    Promise("I23", "a cost-month is paid to one account, and the registry released it", _PAID_TO_SOMEBODY_ELSE),
    Promise("I24", "nothing is paid outside a decision that the plan was made under", _WITHOUT_A_DECISION, _PLANNED),
)
"""A decision that is revoked after its payments were filed asks for a recall, and breaks no promise: I24 looks at what
was known when the plan was made."""
