"""Relief is extended, and family joins a household: two more kinds of proceeding."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of

revision = "0061"
down_revision = "0060"

op = cast("Operations", alembic_op)

_KINDS = ["start_relief", "hand_back", "stop_relief", "extend_relief", "family_joins"]


def upgrade() -> None:
    """Nothing that is under way changes."""
    op.execute("alter table proceeding drop constraint proceeding_kind_check")
    op.execute(f"alter table proceeding add constraint proceeding_kind_check check ({one_of('kind', _KINDS)})")
