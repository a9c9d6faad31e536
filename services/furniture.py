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


def log_processing(op: Operations) -> None:
    """Who saw and changed what about whom (`services/processing_log.py`), and the chain that proves it."""
    op.execute("create sequence processing_position")
    op.execute(
        """
        create table processing (
            organisation_id uuid not null,
            position bigint not null,
            activity text not null,
            operation text not null,
            resources jsonb not null,
            households uuid[] not null,
            subject text not null,
            roles text[] not null,
            on_behalf_of text,
            started_at timestamptz not null,
            ended_at timestamptz not null,
            trace_id text not null check (trace_id ~ '^[0-9a-f]{32}$'),
            operation_id text not null check (operation_id ~ '^[0-9a-f]{16}$'),
            parent_operation_id text check (parent_operation_id ~ '^[0-9a-f]{16}$'),
            status smallint not null check (status between 100 and 599),
            primary key (organisation_id, position)
        )
        """
    )
    op.execute(
        """
        create table processing_household (
            organisation_id uuid not null,
            household_id uuid not null,
            position bigint not null,
            primary key (organisation_id, household_id, position)
        )
        """
    )
    op.execute(
        """
        create table processing_batch (
            organisation_id uuid not null,
            number bigint not null check (number > 0),
            after_position bigint not null,
            last_position bigint not null check (last_position > after_position),
            lines integer not null check (lines > 0),
            before bytea not null check (length(before) = 32),
            hash bytea not null check (length(hash) = 32),
            at timestamptz not null,
            primary key (organisation_id, number)
        )
        """
    )
    op.execute(
        """
        create table processing_chain (
            organisation_id uuid primary key,
            number bigint not null,
            last_position bigint not null,
            hash bytea not null check (length(hash) = 32)
        )
        """
    )
    _processing_line(op)
    for table in ("processing", "processing_household", "processing_batch", "processing_chain"):
        secure_table(op, table)
    for table in ("processing", "processing_household", "processing_batch"):
        append_only(op, table)


def _processing_line(op: Operations) -> None:
    """A line as it is handed out and as the chain covers it: the same bytes whatever a session is set to."""
    op.execute(
        """
        create function processing_line(line processing) returns text language sql stable as $$
            select json_build_object(
                'trace_id', line.trace_id,
                'operation_id', line.operation_id,
                'parent_operation_id', line.parent_operation_id,
                'name', line.operation,
                'start_time', to_char(line.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                'end_time', to_char(line.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                'status_code', case when line.status < 400 then 'STATUS_CODE_OK' else 'STATUS_CODE_ERROR' end,
                'attributes', json_build_object(
                    'dpl.core.processing_activity_id', line.activity,
                    'dpl.core.data_subject_id', line.households,
                    'dpl.core.data_subject_id_type', 'urn:ontzorg:household',
                    'ontzorg.organisation_id', line.organisation_id,
                    'ontzorg.position', line.position,
                    'ontzorg.subject', line.subject,
                    'ontzorg.roles', line.roles,
                    'ontzorg.on_behalf_of', line.on_behalf_of,
                    'ontzorg.resources', line.resources,
                    'ontzorg.http_status', line.status
                )
            )::text || chr(10)
        $$
        """
    )


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
