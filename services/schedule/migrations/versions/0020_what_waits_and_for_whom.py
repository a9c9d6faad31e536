"""What waits says for what and for whom, and what is planned by which rules."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0020"
down_revision = "0019"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    _details()
    _rules()


def _details() -> None:
    """Which paper, which state, until which day; what was held before says no more than its reason."""
    op.execute(
        "alter table payment add column detail text, add constraint detail_of_a_reason check ("
        "detail is null or reason is not null)"
    )
    op.execute("alter table held_payment add column detail text")
    op.execute("drop view payment_of_run")
    op.execute(
        """
        create view payment_of_run with (security_invoker = true) as
        select payment.*, file.number as file_number,
            case
                when not live then case when reason is null then 'withdrawn' else 'held' end
                when file.number is not null then 'submitted'
                when run.state not in ('frozen', 'filed') then 'proposed'
                when route = 'supplier_pulls' then 'expected'
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
        ) as file on payment.live and payment.route = 'we_push'
        """
    )


def _rules() -> None:
    """By which rules a household was last planned; without a mark the first worker that looks has it planned again."""
    op.execute("alter table household add column planned_under text")
