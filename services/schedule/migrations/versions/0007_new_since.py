"""How many payments came into the plans of a shard's households between the proposal of a run and its freezing."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0007"
down_revision = "0006"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    op.execute("alter table payment_run_shard add column new_since integer not null default 0 check (new_since >= 0)")
