"""The task to decide, before the relief ends, what becomes of what would be owed then, and from when it is given."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of

revision = "0038"
down_revision = "0037"

op = cast("Operations", alembic_op)

_TASKS = (
    "facts_missing", "payee_missing", "bill_paid_twice", "b12_expected", "toeslag_application", "toeslag_decision",
    "toeslag_arrival", "toeslag_account_back", "youth_top_up", "review", "self_reliance_check", "hand_back",
    "end_of_relief", "aftercare", "plan_falls_short", "can_be_paid", "instruction_differs", "money_came_back",
    "duty_undecided", "extension_decision", "closing_settlement", "toeslag_missing", "toeslag_differs", "coa_debt",
    "paid_twice", "not_seen", "bridging_to_approve", "toeslag_account_astray", "toeslag_to_reclaim", "owed_at_end",
)  # fmt: skip


def upgrade() -> None:
    """The task follows from the plan, so the next plan of each household opens it. Only what is lent can be given."""
    op.execute(
        "alter table bridging_decision add column given_on date"
        " check (given_on is null or instrument in ('loan', 'advance'))"
    )
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")
