"""The notify service hears what there may be to tell households."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0052"
down_revision = "0051"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    op.execute(
        """
        insert into door (name, hears) values (
            'notify', array[
                'nl.ontzorg.schedule.plan.made', 'nl.ontzorg.schedule.toeslag.arrived',
                'nl.ontzorg.schedule.payment.returned', 'nl.ontzorg.schedule.payment.held',
                'nl.ontzorg.schedule.run.frozen'
            ]
        )
        """
    )
