"""The schedule service hears which households were erased: what it keeps of their people goes too."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0015"
down_revision = "0014"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    op.execute("update door set hears = hears || array['nl.ontzorg.notify.addressee.changed'] where name = 'schedule'")
