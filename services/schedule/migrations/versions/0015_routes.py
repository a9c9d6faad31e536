"""A payment goes by a route: we push it, the benefit system withholds it, or the supplier pulls it."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of

revision = "0015"
down_revision = "0014"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    _route()
    _state()


def _route() -> None:
    """All that was paid until now we pushed. Whoever comes for its money needs no account of ours to send it to."""
    routes = one_of("route", ["we_push", "benefit_system_withholds", "supplier_pulls"])
    op.execute(f"alter table payment add column route text not null default 'we_push' check ({routes})")
    op.execute("alter table payment drop constraint payment_check2")
    op.execute(
        "alter table payment add constraint goes_to_somebody"
        " check (payee_id is not null or not live or route = 'supplier_pulls')"
    )


def _state() -> None:
    """What we push is submitted when it stands in a bank file. A run is filed when all is where it has to be: by then
    the benefit system is instructed of all that it withholds. What a supplier comes for is expected from then on that
    it stands for good."""
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
