"""A word may be about what is to be known only later, and is looked at again then; a customer number is looked up."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.furniture import let_words_wait

revision = "0018"
down_revision = "0017"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    let_words_wait(op)
    op.execute(
        "create index arrangement_number on arrangement (organisation_id, supplier_id, number_lookup)"
        " where number_lookup is not null"
    )
