"""The notify service hears how far the payments of a run are, to ask for those that suppliers want to be told of."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0055"
down_revision = "0054"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    op.execute(
        """
        update door set hears = hears || array[
            'nl.ontzorg.schedule.run.filed', 'nl.ontzorg.schedule.payments.executed',
            'nl.ontzorg.schedule.payment-outcome.taken-back'
        ] where name = 'notify'
        """
    )
