"""What every service has."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.furniture import furnish, let_doors_choose

revision = "0001"
down_revision = None

op = cast("Operations", alembic_op)


def upgrade() -> None:
    furnish(op)
    let_doors_choose(op)
