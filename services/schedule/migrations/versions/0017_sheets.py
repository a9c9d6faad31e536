"""What a plan wants, written down with its version: a run reads that instead of making the plan anew."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0017"
down_revision = "0015"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """A version that was made before has none, and is planned by each run, as all were."""
    op.execute("alter table plan_version add column wanted json, add column wanted_mark text")
    op.execute(
        "alter table plan_version add constraint wanted_is_marked check ((wanted is null) = (wanted_mark is null))"
    )
