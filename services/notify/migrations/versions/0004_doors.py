"""What this service announces can be heard by the other two."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0004"
down_revision = "0003"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """Doors that hear nothing yet: whoever wants to know of a type adds it to those that its door hears."""
    op.execute("insert into door (name, hears) values ('mandates', '{}'), ('schedule', '{}')")
