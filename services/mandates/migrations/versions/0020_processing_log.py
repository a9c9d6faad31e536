"""The processing log: who saw and changed what about whom, and the chain that proves it."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.furniture import log_processing

revision = "0020"
down_revision = "0019"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    log_processing(op)
