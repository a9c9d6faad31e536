"""A shard counts its households once when they are proposed, and once when they are frozen."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0009"
down_revision = "0008"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """What was counted so far is both stages in one figure, which tells nothing: no run of before is counted anew."""
    op.execute("alter table payment_run_shard drop column households")
    op.execute("alter table payment_run_shard add column proposed integer not null default 0 check (proposed >= 0)")
    op.execute("alter table payment_run_shard add column frozen integer not null default 0 check (frozen >= 0)")
