"""What instructions promise about any database at any moment; see `services.promises`."""

from services.promises import Promise, never_rewritten
from services.schedule.ledger.attempts import LAST

_IN_NO_FILE = """
    select payment.organisation_id, run_id, household_id, purpose, occasion, amount
    from payment join payment_run run on (run.organisation_id, run.id) = (payment.organisation_id, run_id)
    where live and route = 'benefit_system_withholds' and run.state = 'filed' and not exists (
        select from instruction_line line
        where (line.organisation_id, line.run_id, line.household_id, line.purpose, line.occasion)
            = (payment.organisation_id, payment.run_id, payment.household_id, payment.purpose, payment.occasion)
    )
"""
_OTHER_FIGURES = """
    select organisation_id, run_id, number, 'its lines are others than it says' as what
    from instruction_file file full join (
        select organisation_id, run_id, number, count(*) as items, sum(amount) as amount
        from instruction_line group by organisation_id, run_id, number
    ) line using (organisation_id, run_id, number)
    where (file.items, file.amount) is distinct from (line.items, line.amount)
    union all
    select organisation_id, run_id, number, 'an answer to it has other lines than were taken in of it'
    from instruction_answer_file taken full join (
        select organisation_id, run_id, number, sequence, count(*) as items
        from instruction_answer group by organisation_id, run_id, number, sequence
    ) answer using (organisation_id, run_id, number, sequence)
    where taken.items is distinct from answer.items
"""
_OTHER_PAYMENT = """
    select line.organisation_id, line.run_id, line.household_id, line.purpose, line.occasion,
        coalesce(answer.outcome, 'instructed') as state
    from instruction_line line
    join payment using (organisation_id, run_id, household_id, purpose, occasion)
    left join instruction_answer answer
    on (answer.organisation_id, answer.run_id, answer.number, answer.end_to_end_id)
        = (line.organisation_id, line.run_id, line.number, line.end_to_end_id)
    where payment.end_to_end_id <> line.end_to_end_id or payment.route <> 'benefit_system_withholds'
    or case
        when answer.outcome = 'refused'
            then (live, reason, payment.amount) is distinct from (false, 'benefit_system_refused', line.amount)
        else (live, payment.amount) is distinct from (true, coalesce(answer.withheld, line.amount))
    end or answer.withheld > line.amount
"""
_NOT_IN_THE_LEDGER = f"""
    with said as (
        select organisation_id, household_id, month, purpose || '/' || occasion as subject, run_id, outcome, withheld,
            amount
        from instruction_answer join instruction_line using (organisation_id, run_id, number, end_to_end_id)
    ), went as (
        select organisation_id, book_id, month, split_part(split_part(subject, '/withheld', 1), '#', 1) as subject,
            sum(amount) as amount
        from ledger_entry where (debit, credit, corrects is null) = ('clearing', 'benefit', true)
        group by 1, 2, 3, 4
    )
    select coalesce(said.organisation_id, went.organisation_id) as organisation_id,
        coalesce(household_id, book_id) as household_id, coalesce(said.month, went.month) as month,
        coalesce(said.subject, went.subject) as subject, 'other money left the benefit than was withheld' as what
    from (
        select organisation_id, household_id, month, subject, sum(withheld) as withheld from said
        group by organisation_id, household_id, month, subject having sum(withheld) > 0
    ) said full join went
    on (said.organisation_id, household_id, said.month) = (went.organisation_id, book_id, went.month)
        and said.subject = went.subject
    where withheld is distinct from went.amount
    union all
    select organisation_id, household_id, month, subject, 'its reserve was not ended as was answered'
    from said where not exists (
        select from ledger_entry done
        where (done.organisation_id, done.month, done.book_id, done.resolves)
            = (said.organisation_id, said.month, said.household_id, true)
        and done.subject between said.subject and said.subject || '{LAST}'
        and (done.stage, done.amount) = (case outcome when 'withheld' then 'executed' else 'released' end, said.amount)
    )
"""
_NOBODYS = """
    select differs.organisation_id, run_id, number, end_to_end_id, field
    from instruction_difference differs
    join instruction_line line using (organisation_id, run_id, number, end_to_end_id)
    where not exists (
        select from task where (task.organisation_id, task.household_id, kind, about)
            = (line.organisation_id, line.household_id, 'instruction_differs', purpose || '/' || occasion)
    )
"""

PROMISES = (
    Promise("I6", "what the benefit system is to withhold stands in an instruction of its run", _IN_NO_FILE),
    Promise("I6", "an answer that differs from its instruction is somebody's task", _NOBODYS),
    Promise(
        "I12",
        "what was instructed, answered and downloaded is never rewritten",
        never_rewritten(
            "instruction_file",
            "instruction_line",
            "instruction_answer_file",
            "instruction_answer",
            "instruction_difference",
            "instruction_download",
            "instruction_alarm",
        ),
    ),
    Promise("I14", "an instruction file says what its lines say, an answer what was taken in of it", _OTHER_FIGURES),
    Promise("I14", "a payment is what was instructed of it, or what was answered", _OTHER_PAYMENT),
    Promise("I14", "what was withheld left the benefit in the ledger, and nothing else did", _NOT_IN_THE_LEDGER),
)
