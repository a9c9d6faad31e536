"""The mandates service hears what becomes of households, and says how often a household changed in its registry."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.furniture import let_doors_choose
from services.migration import secure_table

revision = "0008"
down_revision = "0007"

op = cast("Operations", alembic_op)

_HEARS = ("nl.ontzorg.schedule.household.registered", "nl.ontzorg.schedule.plan.made")


def upgrade() -> None:
    """Every fact about a household that has a plan makes a new version, so facts need not be told one by one.

    `registry_version` is a projection of the mandates service, which the household is asked of: no foreign key, for
    news may be about anything.
    """
    let_doors_choose(op)
    op.execute(f"insert into door (name, hears) values ('mandates', array[{', '.join(map(repr, _HEARS))}])")
    op.execute(
        """
        create table registry_version (
            organisation_id uuid not null references organisation,
            household_id uuid not null,
            version integer not null,
            primary key (organisation_id, household_id)
        )
        """
    )
    secure_table(op, "registry_version")
