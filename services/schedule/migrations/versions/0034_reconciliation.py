"""What is odd about a household's money, by its day: the three ledgers of a day ask it of many households together."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0034"
down_revision = "0033"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """Of most bookings nobody knows a household, and of most households nothing is odd."""
    op.execute(
        "create index bank_exception_of_household on bank_exception (organisation_id, booked_on, household_id)"
        " where household_id is not null"
    )
