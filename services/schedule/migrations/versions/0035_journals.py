"""Journals for a general ledger: the days that were exported with their bytes, and the codes of the accounts."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0035"
down_revision = "0034"

op = cast("Operations", alembic_op)

_ACCOUNTS = (
    "budget", "leefgeld", "clearing", "benefit", "toeslagen", "other", "grants", "loans", "minstand", "arrived",
    "bank_clearing", "household_clearing", "suspense", "written_off",
)  # fmt: skip


def upgrade() -> None:
    """Nothing of a journal is ever written again, so that what was taken over by another ledger stays what it was."""
    op.execute(
        f"""
        create table journal_account (
            organisation_id uuid not null references organisation,
            account text not null check ({one_of("account", _ACCOUNTS)}),
            number integer not null check (number > 0),
            code text not null,
            name text not null,
            set_by text not null,
            set_at timestamptz not null,
            primary key (organisation_id, account, number)
        )
        """
    )
    op.execute(
        """
        create table journal_export (
            organisation_id uuid not null references organisation,
            number integer not null check (number > 0),
            from_day date not null,
            through_day date not null,
            entries bigint not null check (entries >= 0),
            amount bigint not null check (amount >= 0),
            size bigint not null check (size > 0),
            sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
            made_at timestamptz not null,
            made_by text not null,
            primary key (organisation_id, number),
            unique (organisation_id, from_day),
            unique (organisation_id, through_day),
            constraint ends_after_it_begins check (from_day <= through_day)
        )
        """
    )
    op.execute(
        """
        create table journal_export_chunk (
            organisation_id uuid not null,
            number integer not null,
            place integer not null check (place > 0),
            content bytea not null,
            primary key (organisation_id, number, place),
            foreign key (organisation_id, number) references journal_export deferrable initially deferred
        )
        """
    )
    for table in ("journal_account", "journal_export", "journal_export_chunk"):
        secure_table(op, table)
        append_only(op, table)
