"""Where suppliers want to be told of what, the secrets that sign it, and all that became of a subscription."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0002"
down_revision = "0001"

op = cast("Operations", alembic_op)

_STATES = ("active", "disabled", "removed")
_HAPPENED = ("subscribe", "change", "rotate", "disable", "enable", "remove")


def upgrade() -> None:
    _subscriptions()
    _steps()
    _secrets()


def _subscriptions() -> None:
    """`changes` counts the steps; an address is subscribed once for a supplier until it is removed."""
    op.execute(
        f"""
        create table subscription (
            organisation_id uuid not null references organisation,
            id uuid not null,
            supplier_id uuid not null,
            url text not null check (length(url) between 1 and 2000),
            event_types text[] not null check (cardinality(event_types) > 0),
            state text not null check ({one_of("state", _STATES)}),
            changes integer not null check (changes > 0),
            subscribed_at timestamptz not null,
            primary key (organisation_id, id)
        )
        """
    )
    op.execute(
        "create unique index subscription_once on subscription (organisation_id, supplier_id, url)"
        " where state <> 'removed'"
    )
    op.execute("create index subscription_of_supplier on subscription (organisation_id, supplier_id, id)")
    secure_table(op, "subscription")


def _steps() -> None:
    """What stood after each step, and in the words of who took it why."""
    op.execute(
        f"""
        create table subscription_step (
            organisation_id uuid not null,
            subscription_id uuid not null,
            sequence integer not null check (sequence > 0),
            happened text not null check ({one_of("happened", _HAPPENED)}),
            state text not null check ({one_of("state", _STATES)}),
            url text not null,
            event_types text[] not null,
            reason_sealed bytea,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, subscription_id, sequence),
            foreign key (organisation_id, subscription_id) references subscription,
            check ((happened = 'subscribe') = (sequence = 1)),
            check ((happened in ('disable', 'remove')) = (reason_sealed is not null))
        )
        """
    )
    secure_table(op, "subscription_step")
    append_only(op, "subscription_step")


def _secrets() -> None:
    """The newest signs on; the one before it until a moment, after which it is forgotten."""
    op.execute(
        """
        create table subscription_secret (
            organisation_id uuid not null,
            subscription_id uuid not null,
            number integer not null check (number > 0),
            secret_sealed bytea,
            made_at timestamptz not null,
            signs_until timestamptz,
            primary key (organisation_id, subscription_id, number),
            foreign key (organisation_id, subscription_id) references subscription,
            check (secret_sealed is not null or signs_until is not null)
        )
        """
    )
    op.execute(
        "create unique index subscription_secret_newest on subscription_secret (organisation_id, subscription_id)"
        " where signs_until is null"
    )
    op.execute(
        "create index subscription_secret_ending on subscription_secret (organisation_id, signs_until)"
        " where secret_sealed is not null"
    )
    secure_table(op, "subscription_secret")
