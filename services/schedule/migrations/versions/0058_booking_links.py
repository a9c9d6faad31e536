"""Links by which suppliers without webhooks say whether they booked a payment."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of, secure_table

revision = "0058"
down_revision = "0057"

op = cast("Operations", alembic_op)

_WORDS = ("booked", "not_booked")
_REASONS = ("not_received", "reference_unknown", "client_unknown", "not_placed", "sent_back", "other")


def upgrade() -> None:
    """Only the digest of a link is kept, and it answers once: `word`, `booked_on` and `reason` are what was said by it,
    about what went to the account `paid_to`."""
    op.execute(
        f"""
        create table booking_link (
            organisation_id uuid not null,
            id uuid not null,
            end_to_end_id text collate "C" not null,
            paid_to uuid not null,
            digest bytea not null check (length(digest) = 32),
            expires_at timestamptz not null,
            made_at timestamptz not null,
            made_by text not null,
            used_at timestamptz,
            word text check ({one_of("word", _WORDS)}),
            booked_on date,
            reason text check ({one_of("reason", _REASONS)}),
            primary key (organisation_id, id),
            check ((used_at is null) = (word is null)),
            check ((booked_on is null) = (word is distinct from 'booked')),
            check ((reason is null) = (word is distinct from 'not_booked'))
        )
        """
    )
    secure_table(op, "booking_link")
