"""A subscription is sent something again, and tried out."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of

revision = "0007"
down_revision = "0006"

op = cast("Operations", alembic_op)

_HAPPENED = ("subscribe", "change", "rotate", "replay", "ping", "warn", "disable", "enable", "remove")


def upgrade() -> None:
    op.execute(
        f"""
        alter table subscription_step
            drop constraint subscription_step_happened_check,
            add constraint subscription_step_happened_check check ({one_of("happened", _HAPPENED)})
        """
    )
