"""The notify service hears of alarms, for the desk is told of the loudest at once."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0019"
down_revision = "0018"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    op.execute("update door set hears = hears || array['nl.ontzorg.mandates.alarm.changed'] where name = 'notify'")
