"""A supporter's households are found by the issuer's word for him."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0022"
down_revision = "0021"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    op.execute("create index team_member_supporter on team_member (organisation_id, subject) where role = 'supporter'")
