"""Decisions on bridging with their history, and the task of the second person."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0029"
down_revision = "0028"

op = cast("Operations", alembic_op)

_STATES = ("proposed", "decided", "replaced", "withdrawn", "refused")
_BASES = ("article_35", "article_48", "article_51", "article_52", "article_56a")
_TASKS = (
    "facts_missing", "payee_missing", "bill_paid_twice", "b12_expected", "toeslag_application", "toeslag_decision",
    "toeslag_arrival", "toeslag_account_back", "youth_top_up", "review", "self_reliance_check", "hand_back",
    "end_of_relief", "aftercare", "plan_falls_short", "can_be_paid", "instruction_differs", "money_came_back",
    "duty_undecided", "extension_decision", "closing_settlement", "toeslag_missing", "toeslag_differs",
    "bridging_to_approve",
)  # fmt: skip


def upgrade() -> None:
    """Of one instrument one decision a day is alive, and one minstand."""
    op.execute(
        f"""
        create table bridging_decision (
            organisation_id uuid not null,
            household_id uuid not null,
            number integer not null check (number > 0),
            instrument text not null check ({one_of("instrument", ("minstand", "grant", "loan", "advance"))}),
            amount bigint not null check (amount >= 0),
            arrives_on date,
            account text not null check ({one_of("account", ("budget", "client"))}),
            repay text check ({one_of("repay", ("none", "on_first_toeslagen", "instalments"))}),
            repay_count integer,
            repay_from integer,
            basis text not null check ({one_of("basis", _BASES)}),
            beyond_policy boolean not null,
            needs_second boolean not null,
            state text not null check ({one_of("state", _STATES)}),
            decided_by text not null,
            decided_at timestamptz not null,
            approved_by text,
            fact_id uuid,
            reason_sealed bytea not null,
            primary key (organisation_id, household_id, number),
            foreign key (organisation_id, household_id) references household,
            check ((arrives_on is null) = (instrument = 'minstand')),
            check ((repay is null) = (instrument <> 'loan')),
            check (approved_by is null or approved_by <> decided_by),
            check (state not in ('decided', 'replaced') or not needs_second or approved_by is not null)
        )
        """
    )
    op.execute(
        "create unique index bridging_once on bridging_decision"
        " (organisation_id, household_id, instrument, coalesce(arrives_on, '-infinity'), state)"
        " where state in ('proposed', 'decided')"
    )
    op.execute(
        f"""
        create table bridging_history (
            organisation_id uuid not null,
            household_id uuid not null,
            number integer not null,
            step integer not null,
            state text not null check ({one_of("state", _STATES)}),
            at timestamptz not null,
            by text not null,
            reason_sealed bytea,
            primary key (organisation_id, household_id, number, step),
            foreign key (organisation_id, household_id, number) references bridging_decision
        )
        """
    )
    for table in ("bridging_decision", "bridging_history"):
        secure_table(op, table)
    append_only(op, "bridging_history")
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")
