"""What takes two people: writing off, and taking back what a booking was matched as when money went out since."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of, secure_table

revision = "0040"
down_revision = "0039"

op = cast("Operations", alembic_op)

_STEPS = ["explained", "matched", "split", "mirrored", "found_otherwise", "written_off", "taken_back"]
_ODDITIES = [
    "doubted", "no_such_payment", "not_in_a_file", "amount_differs", "another_account", "executed_twice",
    "executed_after_rejection", "rejected_after_execution", "back_before_it_went", "back_twice", "batch_differs",
    "debit_without_mandate", "not_expected", "collected_twice", "paid_twice", "several_fit", "money_short",
    "unknown_debit", "unknown_credit", "matched_wrongly",
]  # fmt: skip
_ENDS = ["approved", "refused", "withdrawn"]


def upgrade() -> None:
    """What a plan expects is told apart from what came, so that what came wrongly can be expected no more."""
    op.execute("alter table expected_income add column planned bigint not null default 0 check (planned >= 0)")
    op.execute("alter table expected_income no force row level security")
    op.execute("update expected_income set planned = amount")
    op.execute("alter table expected_income force row level security")
    _words()
    _decisions()


def _words() -> None:
    for table, column, words in (
        ("bank_exception", "oddity", _ODDITIES),
        ("bank_exception_step", "step", _STEPS),
    ):
        op.execute(f"alter table {table} drop constraint {table}_{column}_check")
        op.execute(f"alter table {table} add constraint {table}_{column}_check check ({one_of(column, words)})")


def _decisions() -> None:
    """One waits for a booking at most, and nobody approves what he asked for himself."""
    op.execute(
        f"""
        create table booking_decision (
            organisation_id uuid not null,
            id uuid not null,
            statement_id uuid not null,
            entry integer not null,
            part integer not null,
            what text not null check ({one_of("what", ["take_back", "write_off"])}),
            asked_by text not null,
            asked_at timestamptz not null,
            why_sealed bytea not null,
            alone boolean not null,
            ended_as text check ({one_of("ended_as", _ENDS)}),
            ended_by text,
            ended_at timestamptz,
            end_why_sealed bytea,
            primary key (organisation_id, id),
            foreign key (organisation_id, statement_id, entry, part) references bank_booking,
            constraint ended_as_a_whole check (num_nulls(ended_as, ended_by, ended_at) in (0, 3)),
            constraint decided_by_another check (
                case ended_as
                    when 'approved' then (ended_by = asked_by) = alone
                    when 'refused' then ended_by <> asked_by
                    when 'withdrawn' then ended_by = asked_by
                    else true
                end
            ),
            constraint alone_only_takes_back check (not alone or what = 'take_back' and ended_as = 'approved')
        )
        """
    )
    op.execute(
        "create unique index booking_decision_once on booking_decision (organisation_id, statement_id, entry, part)"
        " where ended_at is null"
    )
    secure_table(op, "booking_decision")
