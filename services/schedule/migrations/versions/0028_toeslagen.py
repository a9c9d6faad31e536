"""Where the toeslagen of each household stand, what of them came, and the tasks to ask where the money is."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0028"
down_revision = "0027"

op = cast("Operations", alembic_op)

_TOESLAGEN = ["huurtoeslag", "zorgtoeslag", "kindgebonden_budget", "kinderopvangtoeslag"]
_STATES = [
    "not_applied", "applied", "decision_overdue", "refused", "expected", "arrived", "missing", "wrong_account",
    "differs", "reclaiming", "stopped",
]  # fmt: skip
_ACCOUNTS = ["budget", "client"]
_ACTORS = ["case_manager", "dienst_toeslagen", "client"]
_TASKS = (
    "facts_missing", "payee_missing", "bill_paid_twice", "b12_expected", "toeslag_application", "toeslag_decision",
    "toeslag_arrival", "toeslag_account_back", "youth_top_up", "review", "self_reliance_check", "hand_back",
    "end_of_relief", "aftercare", "plan_falls_short", "can_be_paid", "instruction_differs", "money_came_back",
    "duty_undecided", "extension_decision", "closing_settlement", "toeslag_missing", "toeslag_differs",
)  # fmt: skip


def upgrade() -> None:
    """A household that was planned before has no standing yet; the first morning's look gives it one."""
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")
    op.execute(
        f"""
        create table toeslag_standing (
            organisation_id uuid not null,
            household_id uuid not null,
            toeslag text not null check ({one_of("toeslag", _TOESLAGEN)}),
            state text not null check ({one_of("state", _STATES)}),
            since date not null,
            amount bigint,
            account text check ({one_of("account", _ACCOUNTS)}),
            next_on date,
            acts text check ({one_of("acts", _ACTORS)}),
            look_on date,
            primary key (organisation_id, household_id, toeslag),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    op.execute("create index toeslag_by_state on toeslag_standing (organisation_id, state, household_id, toeslag)")
    op.execute(
        "create index toeslag_to_look_at on toeslag_standing (organisation_id, look_on) where look_on is not null"
    )
    secure_table(op, "toeslag_standing")
    _arrivals()


def _arrivals() -> None:
    """One booking may hold several toeslagen, and each of them once."""
    op.execute(
        f"""
        create table toeslag_arrival (
            organisation_id uuid not null,
            household_id uuid not null,
            toeslag text not null check ({one_of("toeslag", _TOESLAGEN)}),
            arrived_on date not null,
            told text collate "C" not null,
            first_month integer not null,
            last_month integer not null,
            amount bigint not null check (amount > 0),
            account text not null check ({one_of("account", _ACCOUNTS)}),
            statement_id uuid,
            entry integer,
            part integer,
            told_by text not null,
            told_at timestamptz not null,
            primary key (organisation_id, household_id, toeslag, arrived_on, told),
            foreign key (organisation_id, household_id) references household,
            foreign key (organisation_id, statement_id, entry, part) references bank_booking,
            check (first_month <= last_month),
            constraint a_whole_booking check (num_nulls(statement_id, entry, part) in (0, 3)),
            constraint seen_on_the_budget_account check ((account = 'budget') = (statement_id is not null))
        )
        """
    )
    op.execute(
        "create unique index toeslag_arrival_once on toeslag_arrival"
        " (organisation_id, statement_id, entry, part, toeslag) where statement_id is not null"
    )
    secure_table(op, "toeslag_arrival")
    append_only(op, "toeslag_arrival")
