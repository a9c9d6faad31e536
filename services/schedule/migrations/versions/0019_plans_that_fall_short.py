"""A plan that falls short asks somebody to do something about it."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of

revision = "0019"
down_revision = "0018"

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
)


def upgrade() -> None:
    """Those who were planned before are asked with their next fact."""
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")
