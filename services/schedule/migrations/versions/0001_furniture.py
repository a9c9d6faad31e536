"""What every service has, and the municipalities of each organisation."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.furniture import furnish
from services.migration import secure_table

revision = "0001"
down_revision = None

op = cast("Operations", alembic_op)


def upgrade() -> None:
    furnish(op)
    op.execute(
        """
        create table municipality (
            organisation_id uuid not null references organisation,
            code text not null check (code ~ '^GM[0-9]{4}$'),
            name text not null,
            policy text not null,
            iban text not null check (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
            primary key (organisation_id, code)
        )
        """
    )
    secure_table(op, "municipality")
