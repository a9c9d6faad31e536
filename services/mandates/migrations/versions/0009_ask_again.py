"""From when on a household whose plan cannot be computed is asked for again, unless news of it comes first."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0009"
down_revision = "0008"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """Empty for all others, which are asked for at once when they are stale."""
    op.execute("alter table household add column ask_again_at timestamptz")
