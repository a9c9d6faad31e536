"""The deliveries of a subscription are found by their key alone.

The unique index on their order began with the subscription too, and where the database had not counted its rows yet it
read all of a subscription through that for each attempt that refers to one delivery.
"""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0010"
down_revision = "0009"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    op.execute("drop index delivery_order")
    op.execute("create unique index delivery_order on delivery (organisation_id, subject, sequence, subscription_id)")
