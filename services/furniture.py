"""The tables that stand in every service's schema: organisations, outbox and inbox, idempotency keys, shards.

They are made by the first migration of each service and asked by SQL that leaves their schema to the search path, so
the modules that use them (`outbox`, `idempotency`, `jobs`) serve every service alike. What is written here is history:
it never changes, and a later wish is a new function that a later migration calls.
"""

from alembic.operations import Operations

from services.migration import append_only, make_refuse_rewriting, secure_table


def furnish(op: Operations) -> None:
    """Make them all; for the first migration of a service."""
    make_refuse_rewriting(op)
    op.execute("create table organisation (id uuid primary key, name text not null)")
    _outbox(op)
    _inbox(op)
    _idempotency_keys(op)
    op.execute("create table shard (name text primary key, token bigint not null)")


def let_doors_choose(op: Operations) -> None:
    """A door may name the types of event that it hears; without any it hears all, as every door did before."""
    op.execute("alter table door add column hears text[]")


def keep_words(op: Operations) -> None:
    """What a service heard that suppliers told, and whether it was acted upon."""
    op.execute(
        """
        create table heard_word (
            organisation_id uuid not null references organisation,
            word_id uuid not null,
            supplier_id uuid not null,
            says text not null,
            state text not null check (state in ('waiting', 'acted', 'unclear')),
            obstacle text,
            heard_at timestamptz not null,
            answered_at timestamptz,
            primary key (organisation_id, word_id),
            check ((state = 'waiting') = (answered_at is null)),
            check ((state = 'unclear') = (obstacle is not null))
        )
        """
    )
    op.execute("create index heard_word_waiting on heard_word (organisation_id, word_id) where state = 'waiting'")
    secure_table(op, "heard_word")


def let_words_wait(op: Operations) -> None:
    """What a word is about may be known only later; it is looked at again then."""
    op.execute("alter table heard_word add column again_at timestamptz")


def _outbox(op: Operations) -> None:
    """What was announced, the last number given for each subject, and what is still to be delivered at which door.

    A later migration lets a service hear what happens from then on by giving it a row in `door`.
    """
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


def _inbox(op: Operations) -> None:
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
    secure_table(op, "inbox")
    append_only(op, "inbox")


def _idempotency_keys(op: Operations) -> None:
    op.execute(
        """
        create table idempotency_key (
            organisation_id uuid not null references organisation,
            route text not null,
            key text not null check (length(key) between 1 and 255),
            request_hash bytea not null,
            status smallint not null,
            media_type text not null,
            location text,
            body bytea not null,
            answered_at timestamptz not null,
            primary key (organisation_id, route, key)
        )
        """
    )
    secure_table(op, "idempotency_key")
    append_only(op, "idempotency_key")
