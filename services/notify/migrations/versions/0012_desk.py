"""Who works at the desk and is told, each under a key of his own; and how the desk works."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0012"
down_revision = "0011"

op = cast("Operations", alembic_op)

_HAPPENED = ("add", "correct", "erase")
_GROUNDS = ("asked", "left", "mistaken")


def upgrade() -> None:
    _keys()
    _workers()
    _desk()


def _keys() -> None:
    """To erase a worker is to destroy his key."""
    op.execute(
        """
        create table desk_worker_key (
            organisation_id uuid not null references organisation,
            desk_worker_id uuid not null,
            key_sealed bytea,
            made_at timestamptz not null,
            destroyed_at timestamptz,
            primary key (organisation_id, desk_worker_id),
            check ((key_sealed is null) = (destroyed_at is not null))
        )
        """
    )
    secure_table(op, "desk_worker_key")


def _workers() -> None:
    """What stood after each step."""
    op.execute(
        f"""
        create table desk_worker_step (
            organisation_id uuid not null,
            desk_worker_id uuid not null,
            sequence integer not null check (sequence > 0),
            happened text not null check ({one_of("happened", _HAPPENED)}),
            document_sealed bytea,
            ground text check ({one_of("ground", _GROUNDS)}),
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, desk_worker_id, sequence),
            foreign key (organisation_id, desk_worker_id) references desk_worker_key,
            check ((happened = 'add') = (sequence = 1)),
            check ((happened = 'erase') = (document_sealed is null)),
            check ((happened = 'erase') = (ground is not null))
        )
        """
    )
    secure_table(op, "desk_worker_step")
    append_only(op, "desk_worker_step")


def _desk() -> None:
    """The newest version counts; before the first the desk works as every desk begins."""
    op.execute(
        """
        create table desk_version (
            organisation_id uuid not null references organisation,
            version integer not null check (version > 0),
            document jsonb not null,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, version)
        )
        """
    )
    secure_table(op, "desk_version")
    append_only(op, "desk_version")
