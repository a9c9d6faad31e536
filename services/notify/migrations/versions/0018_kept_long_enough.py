"""Until when a household's relief was, so that what is kept of it can end; and the mark of what was forgotten."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0018"
down_revision = "0017"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    _households()
    _notices()
    _deliveries()


def _households() -> None:
    """Of whom nobody asks any more somebody asks once more, for when it ended was not kept; the owner looks at all
    organisations for that."""
    op.execute("alter table told_household add column ends_on date")
    op.execute("alter table told_household no force row level security")
    op.execute("update told_household set ask_on = '1970-01-01' where ask_on is null")
    op.execute("alter table told_household force row level security")
    op.execute(
        "create index told_household_ended on told_household (organisation_id, ends_on)"
        " where ask_on is null and ends_on is not null"
    )


def _notices() -> None:
    """What a notice said is empty once it was forgotten, which none is that is still to be sent."""
    op.execute(
        "alter table desk_notice add constraint desk_notice_said_check"
        " check (length(said_sealed) > 0 or due_at is null)"
    )
    op.execute(
        "create index desk_notice_said on desk_notice (organisation_id, prepared_at)"
        " where length(said_sealed) > 0 and due_at is null"
    )


def _deliveries() -> None:
    """Of what was sent with a customer number the SHA-256 stays."""
    op.execute(
        """
        alter table delivery
            add column body_hash bytea check (length(body_hash) = 32),
            add constraint delivery_forgotten_check check (body_hash is null or body_sealed is null)
        """
    )
    op.execute(
        "create index delivery_body on delivery (organisation_id, subscription_id) where body_sealed is not null"
    )
