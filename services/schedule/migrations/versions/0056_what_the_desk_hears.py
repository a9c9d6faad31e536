"""The notify service hears what the desk is told of at once: odd bookings, statements, and the bank's channel."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0056"
down_revision = "0055"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    op.execute(
        """
        update door set hears = hears || array[
            'nl.ontzorg.schedule.bank-exception.raised', 'nl.ontzorg.schedule.statement.received',
            'nl.ontzorg.schedule.bank-channel.changed'
        ] where name = 'notify'
        """
    )
