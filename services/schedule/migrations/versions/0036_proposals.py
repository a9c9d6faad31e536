"""What a task proposes to whoever decides: whether the relief ends, goes on, or is for a person to weigh."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of

revision = "0036"
down_revision = "0035"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    op.execute(
        f"alter table task add column proposal text check ({one_of('proposal', ('end', 'extend', 'person_decides'))})"
    )
