"""What is remembered of a payer is found by the first of its words: Dienst Toeslagen pays every household there is."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0054"
down_revision = "0053"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """The words are kept in order, so whatever a booking says in full, it says the first of."""
    op.execute(
        "create index remembered_payer_by_word on remembered_payer (organisation_id, counterparty, (words[1]))"
        " where forgotten_at is null"
    )
