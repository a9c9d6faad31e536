"""From which day a caseload says that a supplier is paid: within one month it may say A, then B, and then A again."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0008"
down_revision = "0007"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """Empty for what a person arranged here: no caseload said that, and none that says the same is news."""
    op.execute("alter table arrangement add column told_from date")
