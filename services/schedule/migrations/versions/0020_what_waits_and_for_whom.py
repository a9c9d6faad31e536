"""What waits says for what and for whom, and what is planned by which rules."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of, secure_table

revision = "0020"
down_revision = "0019"

op = cast("Operations", alembic_op)

_TASKS = (
    "facts_missing",
    "payee_missing",
    "bill_paid_twice",
    "b12_expected",
    "toeslag_application",
    "toeslag_decision",
    "toeslag_arrival",
    "toeslag_account_back",
    "youth_top_up",
    "review",
    "self_reliance_check",
    "hand_back",
    "end_of_relief",
    "aftercare",
    "plan_falls_short",
    "can_be_paid",
)


def upgrade() -> None:
    _details()
    _rules()
    _can_be_paid()
    _registry_payees()
    _run_tasks()


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


def _can_be_paid() -> None:
    """What waited and can be paid now is somebody's task; whom to look at for that stands in a queue."""
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")
    op.execute(
        "create index task_can_be_paid on task (organisation_id, household_id)"
        " where kind = 'can_be_paid' and outcome is null"
    )
    op.execute(
        """
        create table payable_look (
            organisation_id uuid not null,
            household_id uuid not null,
            primary key (organisation_id, household_id),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    secure_table(op, "payable_look")


def _registry_payees() -> None:
    """The registry's own word on whether it knows whom a cost is paid to; it goes before what was told here earlier."""
    op.execute(
        """
        create table registry_payee (
            organisation_id uuid not null,
            household_id uuid not null,
            cost text not null,
            is_known boolean not null,
            said_at timestamptz not null,
            primary key (organisation_id, household_id, cost),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    secure_table(op, "registry_payee")


def _run_tasks() -> None:
    """What has to be done for a run, by whom and before which day: for the run itself need not be there yet."""
    op.execute(
        f"""
        create table run_task (
            organisation_id uuid not null references organisation,
            month integer not null,
            kind text not null check ({one_of("kind", ["monthly", "supplementary"])}),
            number integer not null check (number > 0),
            step text not null check ({one_of("step", ["propose", "approve", "file"])}),
            due_on date not null,
            opened_at timestamptz not null,
            escalated_at timestamptz,
            closed_at timestamptz,
            primary key (organisation_id, month, kind, number, step)
        )
        """
    )
    secure_table(op, "run_task")
