"""Photos of letters, sealed under a key of each household that is destroyed when its people are erased."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0057"
down_revision = "0056"

op = cast("Operations", alembic_op)

_MEDIA_TYPES = ("image/jpeg", "image/png", "application/pdf")


def upgrade() -> None:
    """A key that was destroyed stays so: nothing is kept of that household again."""
    op.execute(
        """
        create table household_key (
            organisation_id uuid not null,
            household_id uuid not null,
            key_sealed bytea,
            destroyed_at timestamptz,
            primary key (organisation_id, household_id),
            check ((key_sealed is null) = (destroyed_at is not null))
        )
        """
    )
    secure_table(op, "household_key")
    op.execute(
        f"""
        create table letter_photo (
            organisation_id uuid not null,
            id uuid not null,
            household_id uuid not null,
            arrears_id uuid not null,
            media_type text not null check ({one_of("media_type", _MEDIA_TYPES)}),
            size integer not null check (size > 0),
            content_hash bytea not null check (length(content_hash) = 32),
            content_sealed bytea not null,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, id),
            foreign key (organisation_id, arrears_id) references arrears,
            foreign key (organisation_id, household_id) references household_key
        )
        """
    )
    op.execute("create unique index letter_photo_once on letter_photo (organisation_id, arrears_id, content_hash)")
    secure_table(op, "letter_photo")
    append_only(op, "letter_photo")
