"""How households are reached, under a key of their own; whom they call; and in whose name they are told."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0005"
down_revision = "0004"

op = cast("Operations", alembic_op)

_HAPPENED = ("record", "correct", "erase")
_GROUNDS = ("asked", "kept_long_enough", "wrong_household")
_LANGUAGES = "array['nl', 'en', 'ar', 'ti', 'tr', 'fa', 'so']"


def upgrade() -> None:
    _keys()
    _addressees()
    _contacts()
    _sender()


def _keys() -> None:
    """One for a household, sealed by the keys of the deployment; to erase a household is to destroy it."""
    op.execute(
        """
        create table household_key (
            organisation_id uuid not null references organisation,
            household_id uuid not null,
            key_sealed bytea,
            made_at timestamptz not null,
            destroyed_at timestamptz,
            primary key (organisation_id, household_id),
            check ((key_sealed is null) = (destroyed_at is not null))
        )
        """
    )
    secure_table(op, "household_key")


def _addressees() -> None:
    """What stood after each step; it is found by keyed hashes of what stands now."""
    op.execute(
        f"""
        create table addressee_step (
            organisation_id uuid not null,
            household_id uuid not null,
            sequence integer not null check (sequence > 0),
            happened text not null check ({one_of("happened", _HAPPENED)}),
            document_sealed bytea,
            ground text check ({one_of("ground", _GROUNDS)}),
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, household_id, sequence),
            foreign key (organisation_id, household_id) references household_key,
            check ((happened = 'erase') = (document_sealed is null)),
            check ((happened = 'erase') = (ground is not null))
        )
        """
    )
    secure_table(op, "addressee_step")
    append_only(op, "addressee_step")
    op.execute(
        """
        create table addressee_lookup (
            organisation_id uuid not null,
            lookup bytea not null,
            household_id uuid not null,
            primary key (organisation_id, lookup, household_id),
            foreign key (organisation_id, household_id) references household_key
        )
        """
    )
    op.execute("create index addressee_lookup_of_household on addressee_lookup (organisation_id, household_id)")
    secure_table(op, "addressee_lookup")


def _contacts() -> None:
    """The newest version is whom people call now."""
    op.execute(
        """
        create table contact_version (
            organisation_id uuid not null references organisation,
            id uuid not null,
            version integer not null check (version > 0),
            document_sealed bytea not null,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, id, version)
        )
        """
    )
    secure_table(op, "contact_version")
    append_only(op, "contact_version")


def _sender() -> None:
    """In whose name people are told: the newest version counts."""
    op.execute(
        f"""
        create table sender_version (
            organisation_id uuid not null references organisation,
            version integer not null check (version > 0),
            name text not null check (length(name) between 1 and 60),
            contact_id uuid not null,
            unreviewed text[] not null check (unreviewed <@ {_LANGUAGES}),
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, version)
        )
        """
    )
    secure_table(op, "sender_version")
    append_only(op, "sender_version")
