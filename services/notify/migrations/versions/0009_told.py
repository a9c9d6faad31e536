"""What households are told: whom to ask about, the messages, and step by step what became of each."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0009"
down_revision = "0008"

op = cast("Operations", alembic_op)

_STATES = ("prepared", "sending", "sent", "delivered", "unknown", "undeliverable", "dropped", "told")
_HAPPENED = (
    "prepare", "begin", "hand_over", "put_off", "fail", "lose", "bounce", "arrive", "give_up", "drop", "tell",
)  # fmt: skip
_CHANNELS = ("email", "sms", "letter")
_DETAILS = ("late", "erased", "refused", "unreachable", "not_written", "no_answer")


def upgrade() -> None:
    _households()
    _messages()
    _steps()


def _households() -> None:
    """`marks` counts what was heard of a household, so that what comes while somebody asks is asked for again."""
    op.execute(
        """
        create table told_household (
            organisation_id uuid not null references organisation,
            household_id uuid not null,
            ask_on date,
            marks bigint not null check (marks > 0),
            primary key (organisation_id, household_id)
        )
        """
    )
    op.execute(
        "create index told_household_to_ask on told_household (organisation_id, household_id, ask_on)"
        " where ask_on is not null"
    )
    secure_table(op, "told_household")


def _messages() -> None:
    """Once for a household, kind, subject and day. `said_sealed` opens with the household's own key."""
    op.execute(
        f"""
        create table message (
            organisation_id uuid not null,
            household_id uuid not null,
            kind text collate "C" not null,
            subject text collate "C" not null,
            day date not null,
            id uuid not null,
            tell_until date not null,
            costs text[] not null,
            said_sealed bytea not null,
            state text not null check ({one_of("state", _STATES)}),
            changes integer not null check (changes > 0),
            channel text check ({one_of("channel", _CHANNELS)}),
            failed text[] not null,
            attempts integer not null check (attempts >= 0),
            due_at timestamptz not null,
            prepared_at timestamptz not null,
            primary key (organisation_id, household_id, day, kind, subject),
            unique (organisation_id, id),
            foreign key (organisation_id, household_id) references household_key,
            check (state <> 'sending' or channel is not null)
        )
        """
    )
    op.execute(
        "create index message_due on message (organisation_id, due_at, id) where state in ('prepared', 'sending')"
    )
    op.execute(
        "create index message_for_somebody on message (organisation_id, id)"
        " where state in ('unknown', 'undeliverable', 'dropped')"
    )
    secure_table(op, "message")


def _steps() -> None:
    """What was handed over, in which words (sealed), as which bytes (their SHA-256) and by which wording."""
    op.execute(
        f"""
        create table message_step (
            organisation_id uuid not null,
            message_id uuid not null,
            sequence integer not null check (sequence > 0),
            happened text not null check ({one_of("happened", _HAPPENED)}),
            state text not null check ({one_of("state", _STATES)}),
            channel text check ({one_of("channel", _CHANNELS)}),
            words_sealed bytea,
            content_hash bytea check (length(content_hash) = 32),
            wording text,
            detail text check ({one_of("detail", _DETAILS)}),
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, message_id, sequence),
            foreign key (organisation_id, message_id) references message (organisation_id, id),
            check ((happened = 'prepare') = (sequence = 1)),
            check ((happened = 'begin') = (words_sealed is not null)),
            check ((words_sealed is null) = (content_hash is null) and (words_sealed is null) = (wording is null))
        )
        """
    )
    secure_table(op, "message_step")
    append_only(op, "message_step")
