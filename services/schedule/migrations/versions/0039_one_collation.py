"""One collation for the names of payments, so that a join from what the bank did to a payment goes by their indexes."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0039"
down_revision = "0038"

op = cast("Operations", alembic_op)

_NAMES = (("payment", "end_to_end_id"), ("bank_exception", "end_to_end_id"), ("bank_booking", "our_id"))
"""The other tables that keep such a name have it in this collation already; the view of payments stands on one."""


def upgrade() -> None:
    """In two collations PostgreSQL compares the same, and looks for nothing in an index: a run was read for a name."""
    op.execute("drop view payment_of_run")
    for table, column in _NAMES:
        op.execute(f'alter table {table} alter column {column} type text collate "C"')
    op.execute(
        """
        create view payment_of_run with (security_invoker = true) as
        select payment.*, file.number as file_number,
            case
                when came_back is not null then came_back
                when not live then case when reason is null then 'withdrawn' else 'held' end
                when file.number is null and run.state not in ('frozen', 'filed') then 'proposed'
                when file.number is not null or route = 'supplier_pulls' then case when exists (
                    select from payment_outcome as told
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
