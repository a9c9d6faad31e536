"""The schedule service hears what becomes of handshakes and watched months: what it has under way waits for them."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0021"
down_revision = "0020"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """What was announced before is looked up when it is needed."""
    op.execute(
        """
        update door set hears = hears
            || array['nl.ontzorg.mandates.handshake.changed', 'nl.ontzorg.mandates.watched-month.changed']
        where name = 'schedule'
        """
    )
