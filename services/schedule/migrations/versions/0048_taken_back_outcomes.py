"""What a booking was wrongly taken to say of a payment, taken back: a row against it, for none is ever rewritten."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0048"
down_revision = "0047"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """What stands of what the bank told is asked of a view. A payment is executed once under each subject of the
    ledger, and there it has the next one after that was taken back."""
    op.execute("alter table payment_outcome add column takes_back integer")
    op.execute(
        "alter table payment_outcome add foreign key (organisation_id, run_id, end_to_end_id, takes_back)"
        " references payment_outcome"
    )
    op.execute("drop index payment_outcome_once")
    op.execute(
        "create unique index payment_outcome_once on payment_outcome"
        " (organisation_id, run_id, end_to_end_id, outcome, subject, (takes_back is null))"
    )
    op.execute(
        "create unique index payment_outcome_taken_back_once on payment_outcome"
        " (organisation_id, run_id, end_to_end_id, takes_back) where takes_back is not null"
    )
    op.execute(
        """
        create view payment_told with (security_invoker = true) as
        select told.* from payment_outcome as told where takes_back is null and not exists (
            select from payment_outcome as back
            where back.organisation_id = told.organisation_id and back.run_id = told.run_id
            and back.end_to_end_id = told.end_to_end_id and back.takes_back = told.number
        )
        """
    )
    _states()


def _states() -> None:
    """A payment of which the execution was taken back is with the bank again."""
    op.execute("drop view payment_of_run")
    op.execute(
        """
        create view payment_of_run with (security_invoker = true) as
        select payment.*, file.number as file_number,
            case
                when came_back is not null then came_back
                when not live then case when reason is null then 'withdrawn' else 'held' end
                when file.number is null and run.state not in ('frozen', 'filed') then 'proposed'
                when file.number is not null or route = 'supplier_pulls' then case when exists (
                    select from payment_told as told
                    where told.organisation_id = payment.organisation_id and told.run_id = payment.run_id
                    and told.end_to_end_id = payment.end_to_end_id and told.outcome = 'executed'
                ) then 'executed' when file.number is null then 'expected' else 'submitted' end
                when route = 'benefit_system_withholds' and run.state = 'filed' then 'submitted'
                else 'ready'
            end as state
        from payment join payment_run as run
        on run.organisation_id = payment.organisation_id and run.id = payment.run_id
        left join lateral (
            select number from payment_file
            where payment_file.organisation_id = payment.organisation_id and payment_file.run_id = payment.run_id
            and payment_file.municipality = payment.municipality
            and (execute_on, household_id, purpose, occasion)
                <= (last_execute_on, last_household_id, last_purpose, last_occasion)
            order by number limit 1
        ) as file on (payment.live or payment.came_back is not null) and payment.route = 'we_push'
        """
    )
