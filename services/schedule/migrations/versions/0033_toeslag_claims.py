"""Claims on toeslag that came to the client although the budget account was meant, and the task to agree about it."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0033"
down_revision = "0032"

op = cast("Operations", alembic_op)

_TOESLAGEN = ["huurtoeslag", "zorgtoeslag", "kindgebonden_budget", "kinderopvangtoeslag"]
_STATES = ["open", "agreed", "repaid", "waived"]
_TASKS = (
    "facts_missing", "payee_missing", "bill_paid_twice", "b12_expected", "toeslag_application", "toeslag_decision",
    "toeslag_arrival", "toeslag_account_back", "youth_top_up", "review", "self_reliance_check", "hand_back",
    "extension_decision", "end_of_relief", "closing_settlement", "aftercare", "plan_falls_short", "can_be_paid",
    "instruction_differs", "money_came_back", "not_seen", "duty_undecided", "toeslag_missing", "toeslag_differs",
    "bridging_to_approve", "toeslag_account_astray", "toeslag_to_reclaim",
)  # fmt: skip


def upgrade() -> None:
    """What was agreed is there as a whole, and nobody waives what he proposed to waive."""
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")
    op.execute(
        f"""
        create table toeslag_claim (
            organisation_id uuid not null,
            household_id uuid not null,
            toeslag text not null check ({one_of("toeslag", _TOESLAGEN)}),
            number integer not null check (number > 0),
            arrived_on date not null,
            told text collate "C" not null,
            came bigint not null check (came > 0),
            state text not null check ({one_of("state", _STATES)}),
            back bigint check (back between 1 and came),
            instalment bigint check (instalment between 1 and back),
            first_on date,
            repaid_before bigint not null check (repaid_before >= 0),
            waiver_proposed_by text,
            why_sealed bytea,
            waived_by text,
            primary key (organisation_id, household_id, toeslag, number),
            unique (organisation_id, household_id, toeslag, arrived_on, told),
            foreign key (organisation_id, household_id, toeslag, arrived_on, told) references toeslag_arrival,
            constraint agreed_as_a_whole check (num_nulls(back, instalment, first_on) in (0, 3)),
            constraint agreed_before_it_is_repaid check (state in ('open', 'waived') or back is not null),
            constraint a_reason_to_waive check ((waiver_proposed_by is null) = (why_sealed is null)),
            constraint waived_by_another check (
                case when state = 'waived' then waived_by <> waiver_proposed_by else waived_by is null end is true
            )
        )
        """
    )
    secure_table(op, "toeslag_claim")
    _steps()
    _repayments()


def _steps() -> None:
    op.execute(
        f"""
        create table toeslag_claim_step (
            organisation_id uuid not null,
            household_id uuid not null,
            toeslag text not null,
            number integer not null,
            step integer not null check (step > 0),
            state text not null check ({one_of("state", _STATES)}),
            back bigint,
            instalment bigint,
            first_on date,
            by text not null,
            at timestamptz not null,
            primary key (organisation_id, household_id, toeslag, number, step),
            foreign key (organisation_id, household_id, toeslag, number) references toeslag_claim
        )
        """
    )
    secure_table(op, "toeslag_claim_step")
    append_only(op, "toeslag_claim_step")


def _repayments() -> None:
    op.execute(
        """
        create table toeslag_repayment (
            organisation_id uuid not null,
            household_id uuid not null,
            toeslag text not null,
            number integer not null,
            repaid_on date not null,
            told text collate "C" not null,
            amount bigint not null check (amount > 0),
            statement_id uuid,
            entry integer,
            part integer,
            told_by text not null,
            told_at timestamptz not null,
            primary key (organisation_id, household_id, toeslag, number, repaid_on, told),
            foreign key (organisation_id, household_id, toeslag, number) references toeslag_claim,
            foreign key (organisation_id, statement_id, entry, part) references bank_booking,
            constraint a_whole_booking check (num_nulls(statement_id, entry, part) in (0, 3))
        )
        """
    )
    secure_table(op, "toeslag_repayment")
    append_only(op, "toeslag_repayment")
