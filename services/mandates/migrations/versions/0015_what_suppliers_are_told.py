"""The notify service hears what suppliers may be told."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0015"
down_revision = "0014"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    op.execute(
        """
        insert into door (name, hears) values (
            'notify', array['nl.ontzorg.mandates.handshake.changed', 'nl.ontzorg.mandates.account.changed']
        )
        """
    )
