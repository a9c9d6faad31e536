"""Requests to pay toeslagen to another account, and the task to ask again where the money came to the old one."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0032"
down_revision = "0031"

op = cast("Operations", alembic_op)

_TOESLAGEN = ["huurtoeslag", "zorgtoeslag", "kindgebonden_budget", "kinderopvangtoeslag"]
_STATES = ["asked", "confirmed", "failed", "replaced"]
_TASKS = (
    "facts_missing", "payee_missing", "bill_paid_twice", "b12_expected", "toeslag_application", "toeslag_decision",
    "toeslag_arrival", "toeslag_account_back", "youth_top_up", "review", "self_reliance_check", "hand_back",
    "extension_decision", "end_of_relief", "closing_settlement", "aftercare", "plan_falls_short", "can_be_paid",
    "instruction_differs", "money_came_back", "not_seen", "duty_undecided", "toeslag_missing", "toeslag_differs",
    "bridging_to_approve", "toeslag_account_astray", "toeslag_to_reclaim",
)  # fmt: skip


def upgrade() -> None:
    """Of one toeslag one request is open at a time."""
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")
    op.execute(
        f"""
        create table toeslag_account_request (
            organisation_id uuid not null,
            household_id uuid not null,
            toeslag text not null check ({one_of("toeslag", _TOESLAGEN)}),
            number integer not null check (number > 0),
            account text not null check (account in ('budget', 'client')),
            asked_on date not null,
            passed_on_in integer not null,
            in_force_on date not null,
            misses_on date,
            misses_amount bigint not null check (misses_amount >= 0),
            state text not null check ({one_of("state", _STATES)}),
            primary key (organisation_id, household_id, toeslag, number),
            foreign key (organisation_id, household_id) references household,
            check ((misses_on is null) = (misses_amount = 0)),
            check (asked_on < in_force_on)
        )
        """
    )
    op.execute(
        "create unique index toeslag_account_asked_once on toeslag_account_request"
        " (organisation_id, household_id, toeslag) where state = 'asked'"
    )
    secure_table(op, "toeslag_account_request")
    op.execute(
        f"""
        create table toeslag_account_request_step (
            organisation_id uuid not null,
            household_id uuid not null,
            toeslag text not null,
            number integer not null,
            step integer not null check (step > 0),
            state text not null check ({one_of("state", _STATES)}),
            in_force_on date not null,
            by text not null,
            at timestamptz not null,
            primary key (organisation_id, household_id, toeslag, number, step),
            foreign key (organisation_id, household_id, toeslag, number) references toeslag_account_request
        )
        """
    )
    secure_table(op, "toeslag_account_request_step")
    append_only(op, "toeslag_account_request_step")
