"""What an answer says otherwise of a line than it was instructed: kept, and somebody's task."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0021"
down_revision = "0020"

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
    "instruction_differs",
)


def upgrade() -> None:
    """Both values as they may be shown: what is personal in them is masked, so nothing of it is sealed."""
    op.execute(
        """
        create table instruction_difference (
            organisation_id uuid not null,
            run_id uuid not null,
            number integer not null,
            end_to_end_id text collate "C" not null,
            field text not null,
            instructed text not null,
            answered text not null check (answered <> ''),
            found_at timestamptz not null,
            found_by text not null,
            primary key (organisation_id, run_id, number, end_to_end_id, field),
            foreign key (organisation_id, run_id, number, end_to_end_id) references instruction_line
        )
        """
    )
    secure_table(op, "instruction_difference")
    append_only(op, "instruction_difference")
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")
