"""The schedule service hears what suppliers tell too: what is about money it acts upon."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0011"
down_revision = "0010"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    op.execute("update door set hears = hears || array['nl.ontzorg.notify.word.changed'] where name = 'schedule'")
