"""What clients refused at the registry while nobody decided about the duty, and the task to decide."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of, secure_table

revision = "0024"
down_revision = "0023"

op = cast("Operations", alembic_op)

_TASKS = (
    "facts_missing", "payee_missing", "bill_paid_twice", "b12_expected", "toeslag_application", "toeslag_decision",
    "toeslag_arrival", "toeslag_account_back", "youth_top_up", "review", "self_reliance_check", "hand_back",
    "end_of_relief", "aftercare", "plan_falls_short", "can_be_paid", "instruction_differs", "money_came_back",
    "duty_undecided",
)  # fmt: skip


def upgrade() -> None:
    """A decided cost keeps its row without a day, so that an older word which comes late is known as older."""
    op.execute(
        """
        create table registry_duty (
            organisation_id uuid not null,
            household_id uuid not null,
            cost text not null,
            version integer not null,
            undecided_from date,
            primary key (organisation_id, household_id, cost),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    secure_table(op, "registry_duty")
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")
