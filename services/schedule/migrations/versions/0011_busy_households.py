"""Until when the plans of a household want or expect anything, and how far a run looks back for it."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0011"
down_revision = "0010"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """A plan that was made before has no day: its household is looked at as ever. The day only filters, by the id."""
    op.execute("alter table household add column busy_until date")
    op.execute("alter table payment_run_shard add column since date")
