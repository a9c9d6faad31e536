"""Organisations with their municipalities, and what every service has: outbox, inbox, idempotency keys, shards."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, make_refuse_rewriting, secure_table

revision = "0001"
down_revision = None

op = cast("Operations", alembic_op)


def upgrade() -> None:
    make_refuse_rewriting(op)
    _organisations()
    _outbox()
    _inbox_and_keys()
    _shards()


def _organisations() -> None:
    op.execute("create table organisation (id uuid primary key, name text not null)")
    op.execute(
        """
        create table municipality (
            organisation_id uuid not null references organisation,
            code text not null check (code ~ '^[0-9]{4}$'),
            name text not null,
            policy text not null,
            iban text not null check (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
            primary key (organisation_id, code)
        )
        """
    )
    secure_table(op, "municipality")


def _outbox() -> None:
    """What was announced, the last number given for each subject, and for each door what is still to be delivered."""
    op.execute("create table door (name text primary key)")
    op.execute(
        """
        create table outbox (
            organisation_id uuid not null references organisation,
            id uuid not null,
            subject text not null,
            sequence bigint not null check (sequence > 0),
            type text not null,
            occurred_at timestamptz not null,
            data jsonb not null,
            primary key (organisation_id, id)
        )
        """
    )
    op.execute("create unique index outbox_order on outbox (organisation_id, subject, sequence)")
    op.execute(
        """
        create table outbox_subject (
            organisation_id uuid not null references organisation,
            subject text not null,
            sequence bigint not null,
            primary key (organisation_id, subject)
        )
        """
    )
    op.execute(
        """
        create table outbox_delivery (
            organisation_id uuid not null,
            event_id uuid not null,
            door text not null references door,
            subject text not null,
            sequence bigint not null,
            attempts integer not null default 0,
            due_at timestamptz not null,
            delivered_at timestamptz,
            refusal text,
            primary key (organisation_id, event_id, door),
            foreign key (organisation_id, event_id) references outbox
        )
        """
    )
    op.execute(
        "create unique index outbox_delivery_waiting on outbox_delivery (organisation_id, door, subject, sequence)"
        " where delivered_at is null"
    )
    for table in ("outbox", "outbox_subject", "outbox_delivery"):
        secure_table(op, table)
    append_only(op, "outbox")


def _inbox_and_keys() -> None:
    op.execute(
        """
        create table inbox (
            organisation_id uuid not null references organisation,
            message_id text not null,
            received_at timestamptz not null,
            primary key (organisation_id, message_id)
        )
        """
    )
    op.execute(
        """
        create table idempotency_key (
            organisation_id uuid not null references organisation,
            route text not null,
            key text not null check (length(key) between 1 and 255),
            body_hash bytea not null,
            status smallint not null,
            media_type text not null,
            body bytea not null,
            answered_at timestamptz not null,
            primary key (organisation_id, route, key)
        )
        """
    )
    for table in ("inbox", "idempotency_key"):
        secure_table(op, table)
        append_only(op, table)


def _shards() -> None:
    """Who may work on which part of the work; outside every organisation, for it holds nothing about anybody."""
    op.execute("create table shard (name text primary key, token bigint not null)")
