"""What of the schedule service waits for a person."""

from services.concerns import Concern

_BROKEN_RUNS = """
    select run.organisation_id, run.id as run_id, run.state, count(*) as failures
    from payment_run run join procrastinate_jobs job
    on job.status = 'failed' and (job.args->>'run_id')::uuid = run.id
    where run.state in ('proposing', 'approved', 'frozen') and not exists (
        select from procrastinate_jobs other
        where other.status in ('todo', 'doing') and (other.args->>'run_id')::uuid = run.id
    )
    group by run.organisation_id, run.id, run.state
"""
_REFUSED_PAYEES = """
    select distinct page.organisation_id, refused.told->>'householdId' as household_id
    from payee_handover page cross join jsonb_array_elements(page.refused) as refused (told)
    cross join jsonb_array_elements(refused.told->'why') as faults (fault)
    where page.refused is not null and not exists (
        select from told_payee where told_payee.organisation_id = page.organisation_id
        and told_payee.household_id = (refused.told->>'householdId')::uuid
        and (fault->>'cost' is null or told_payee.cost = fault->>'cost')
    )
"""
_LATE_RUNS = """
    select organisation_id, month / 12 || '-' || lpad((month % 12 + 1)::text, 2, '0') as month, kind, number, step,
        due_on
    from run_task where closed_at is null and escalated_at is not null
"""

_UNMATCHED = """
    select stands.organisation_id, stands.account is not null as has_statements, count(job.id) as failures
    from statement_account stands left join statement_matching reached
    on (reached.organisation_id, reached.account) = (stands.organisation_id, stands.account)
    join procrastinate_jobs job on job.task_name = 'match_statements' and job.status = 'failed'
    and (job.args->>'organisation_id')::uuid = stands.organisation_id
    where stands.taken >= coalesce(reached.place, 1) and not exists (
        select from procrastinate_jobs other where other.task_name = job.task_name
        and other.status in ('todo', 'doing') and other.args = job.args
    )
    group by stands.organisation_id, stands.account
"""
_WAITING_STATEMENTS = """
    select organisation_id, id as statement_id, state, as_of from statement where state in ('waits', 'stopped')
"""
_CHANNELS = """
    select organisation_id, name, state, failure, state_since from bank_channel where state <> 'works'
"""
_REFUSED_FILES = """
    select refused.organisation_id, refused.channel, refused.refusal from bank_channel_file refused
    where refused.state = 'refused' and not exists (
        select from statement_file file where file.organisation_id = refused.organisation_id
        and file.name = refused.name and file.handed_in_at >= refused.settled_at
    )
"""

_REACHED = """
    select account, max(statement.as_of) as until from statement
    join statement_matching reached using (organisation_id, account)
    where statement.organisation_id = {of}.organisation_id and kind = 'statement' and state = 'taken'
    and statement.place < reached.place group by account
"""
"""How far the matched statements of each account reach: silence is told of by these, and by no clock."""

_NOT_GIVEN_BACK = f"""
    select asked.organisation_id, asked.statement_id, asked.entry, asked.part, asked.ground, asked.answer_by
    from asked_back asked join bank_exception odd using (organisation_id, statement_id, entry, part)
    join statement of_it on (of_it.organisation_id, of_it.id) = (asked.organisation_id, asked.statement_id)
    join lateral ({_REACHED.format(of="asked")}) reached on reached.account = of_it.account
    where odd.closed_at is null and reached.until > asked.answer_by
"""
_NOT_SEEN_TO_GO_BACK = f"""
    select sent.organisation_id, sent.statement_id, sent.entry, sent.part, sent.end_to_end_id, sent.execute_on
    from sent_back sent join lateral ({_REACHED.format(of="sent")}) reached on reached.account = sent.account
    where reached.until > sent.execute_on + 7 and not exists (
        select from sent_back_outcome told
        where (told.organisation_id, told.end_to_end_id) = (sent.organisation_id, sent.end_to_end_id)
    )
"""

CONCERNS = (
    Concern(
        "collections that our bank was asked for and did not give back by its day",
        "GET /v1/bank-exceptions?overdue=true names each with its owner; ask the bank why, or write it off",
        _NOT_GIVEN_BACK,
    ),
    Concern(
        "money that was filed to go back and that no statement shows a week after its day",
        "GET /v1/sent-back-payments names it; ask the bank by its EndToEndId, and pay nothing a second time",
        _NOT_SEEN_TO_GO_BACK,
    ),
    Concern(
        "channels of a bank that fail, or through which nothing came by the hour that was set",
        "GET /v1/bank-channels says since when and why; hand in by hand what the bank's site shows until it is mended",
        _CHANNELS,
    ),
    Concern(
        "files at a bank that were refused",
        "GET /v1/bank-channel-files?state=refused names each fault; ask the bank for the file anew, or hand it in",
        _REFUSED_FILES,
    ),
    Concern(
        "statements of the bank whose matching fails, so that nothing of them counts as executed",
        "read why in the worker's log; mended, it goes on within the hour",
        _UNMATCHED,
    ),
    Concern(
        "statements of the bank that wait for one before them, or were stopped",
        "GET /v1/statements?state=waits, or stopped, says why and what to do; nothing of them counts until then",
        _WAITING_STATEMENTS,
    ),
    Concern(
        "payment runs that nobody proposed, approved or brought into their files in time",
        "GET /v1/run-tasks names each with its owner; ./ontzorg run propose or approve it today",
        _LATE_RUNS,
    ),
    Concern(
        "runs whose job fails, so that they go on no further",
        "read why in the worker's log; mended, they go on within the hour, or when somebody asks for the run again",
        _BROKEN_RUNS,
    ),
    Concern(
        "households of which the registry would not take over a cost",
        "GET /v1/registry-refusals names each fault and its cure",
        _REFUSED_PAYEES,
    ),
)
