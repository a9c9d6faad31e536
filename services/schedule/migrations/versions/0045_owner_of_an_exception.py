"""Who looks after an exception: its owner, and in its history to whom it was given."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of

revision = "0045"
down_revision = "0044"

op = cast("Operations", alembic_op)

_STEPS = [
    "explained", "matched", "split", "mirrored", "found_otherwise", "written_off", "taken_back", "sent_back",
    "came_again", "asked_back", "assigned", "unassigned",
]  # fmt: skip


def upgrade() -> None:
    """Until somebody takes it an exception is nobody's."""
    op.execute("alter table bank_exception add column owner text")
    op.execute(
        "create index bank_exception_of_owner on bank_exception (organisation_id, owner, due_on)"
        " where closed_at is null and owner is not null"
    )
    op.execute("alter table bank_exception_step drop constraint bank_exception_step_step_check")
    op.execute(
        f"""
        alter table bank_exception_step add constraint bank_exception_step_step_check check ({one_of("step", _STEPS)}),
            add column owner text, add constraint given_to_somebody check ((owner is null) = (step <> 'assigned'))
        """
    )
