"""The schedule service hears when a payment of a household may have to be looked at anew; and the rounds of a day."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.furniture import let_doors_choose
from services.migration import secure_table

revision = "0007"
down_revision = "0006"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """Of a day there is one round in an organisation, however many alarm clocks ring; `done_at` once it was gone."""
    let_doors_choose(op)
    op.execute("insert into door (name, hears) values ('schedule', array['nl.ontzorg.mandates.registry.changed'])")
    op.execute(
        """
        create table day_round (
            organisation_id uuid not null references organisation,
            day date not null,
            rung_at timestamptz not null,
            done_at timestamptz,
            primary key (organisation_id, day)
        )
        """
    )
    secure_table(op, "day_round")
