"""Recalls of payments, what became of each, and the bank's answers. Keys: docs/money-keys.md."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0046"
down_revision = "0045"

op = cast("Operations", alembic_op)

_TASKS = (
    "facts_missing", "payee_missing", "bill_paid_twice", "b12_expected", "toeslag_application", "toeslag_decision",
    "toeslag_arrival", "toeslag_account_back", "youth_top_up", "review", "self_reliance_check", "hand_back",
    "end_of_relief", "aftercare", "plan_falls_short", "can_be_paid", "instruction_differs", "money_came_back",
    "duty_undecided", "extension_decision", "closing_settlement", "toeslag_missing", "toeslag_differs", "coa_debt",
    "paid_twice", "not_seen", "bridging_to_approve", "toeslag_account_astray", "toeslag_to_reclaim", "owed_at_end",
    "recall_not_met",
)  # fmt: skip
_FORMATS = ["camt.053", "camt.054", "mt940", "pain.002", "camt.029"]
_STATES = ["asked", "sent", "refused", "withdrawn", "promised", "declined", "met"]
_OPEN = ["asked", "sent", "promised"]


def upgrade() -> None:
    """Of a payment one recall is open at most; it goes to the bank by another hand than asked for it."""
    for table, column, words in (("task", "kind", _TASKS), ("statement_file", "format", _FORMATS)):
        op.execute(f"alter table {table} drop constraint {table}_{column}_check")
        op.execute(f"alter table {table} add constraint {table}_{column}_check check ({one_of(column, words)})")
    _recalls()
    _steps()


def _recalls() -> None:
    op.execute(
        f"""
        create table payment_recall (
            organisation_id uuid not null references organisation,
            id uuid not null,
            run_id uuid not null,
            end_to_end_id text collate "C" not null,
            household_id uuid not null,
            subject text not null,
            municipality text not null,
            execute_on date not null,
            reason text not null check ({one_of("reason", ["DUPL", "TECH", "FRAD", "CUST"])}),
            why_sealed bytea not null,
            state text not null check ({one_of("state", _STATES)}),
            asked_by text not null,
            asked_at timestamptz not null,
            approved_by text,
            answer_due_on date,
            answer_code text,
            file_sealed bytea,
            primary key (organisation_id, id),
            foreign key (organisation_id, household_id) references household,
            constraint sent_as_a_whole check (num_nulls(approved_by, answer_due_on, file_sealed) in (0, 3)),
            constraint sent_by_another check (approved_by <> asked_by),
            constraint sent_before_it_is_answered check (
                state in ('asked', 'refused', 'withdrawn', 'met') or file_sealed is not null
            )
        )
        """
    )
    op.execute(
        "create unique index payment_recall_once on payment_recall (organisation_id, end_to_end_id)"
        f" where {one_of('state', _OPEN)}"
    )
    op.execute("create index payment_recall_of on payment_recall (organisation_id, end_to_end_id)")
    secure_table(op, "payment_recall")


def _steps() -> None:
    op.execute(
        f"""
        create table payment_recall_step (
            organisation_id uuid not null,
            recall_id uuid not null,
            number integer not null check (number > 0),
            state text not null check ({one_of("state", _STATES)}),
            by text not null,
            at timestamptz not null,
            primary key (organisation_id, recall_id, number),
            foreign key (organisation_id, recall_id) references payment_recall
        )
        """
    )
    secure_table(op, "payment_recall_step")
    append_only(op, "payment_recall_step")
