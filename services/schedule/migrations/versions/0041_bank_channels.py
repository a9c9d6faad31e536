"""The bank's own channel: how each stands, and what lay there. Keys: docs/money-keys.md."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of, secure_table

revision = "0041"
down_revision = "0040"

op = cast("Operations", alembic_op)

_FAILURES = [
    "another_host_key", "key_refused", "key_unreadable", "no_such_folder", "unreachable", "too_slow", "broken_off",
]  # fmt: skip


def upgrade() -> None:
    """What is known of a file at the bank is what keeps it from being fetched twice."""
    op.execute(
        f"""
        create table bank_channel (
            organisation_id uuid not null references organisation,
            name text not null,
            state text not null check ({one_of("state", ["works", "fails", "silent"])}),
            state_since date not null,
            asked_at timestamptz,
            answered_at timestamptz,
            got_at timestamptz,
            failures integer not null default 0 check (failures >= 0),
            failure text check ({one_of("failure", _FAILURES)}),
            next_at timestamptz not null,
            primary key (organisation_id, name),
            constraint failure_has_a_word check ((failures > 0) = (failure is not null))
        )
        """
    )
    op.execute(
        f"""
        create table bank_channel_file (
            organisation_id uuid not null,
            channel text not null,
            name text not null,
            size bigint not null check (size >= 0),
            written_at timestamptz not null,
            state text not null check ({one_of("state", ["seen", "taken", "refused"])}),
            seen_at timestamptz not null,
            settled_at timestamptz,
            file_id uuid,
            refusal text,
            faults text[] not null,
            primary key (organisation_id, channel, name, size, written_at),
            foreign key (organisation_id, channel) references bank_channel,
            foreign key (organisation_id, file_id) references statement_file,
            constraint taken_in_as_a_file check ((state = 'taken') = (file_id is not null)),
            constraint refused_with_a_reason check ((state = 'refused') = (refusal is not null)),
            constraint settled_once check ((state = 'seen') = (settled_at is null))
        )
        """
    )
    op.execute("create index bank_channel_file_seen on bank_channel_file (organisation_id, seen_at)")
    secure_table(op, "bank_channel")
    secure_table(op, "bank_channel_file")
