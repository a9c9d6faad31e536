"""Suppliers' systems that tell us, the secrets that they sign with, and their words with all that became of them."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0008"
down_revision = "0007"

op = cast("Operations", alembic_op)

_SOURCE_STATES = ("active", "removed")
_SOURCE_EVENTS = ("register", "rotate", "remove")
_TYPES = (
    "authorisation.accepted", "authorisation.rejected", "collection.suspended", "collection.resumed",
    "customer_number.assigned", "payment.booked", "payment.not_booked", "amount.changed", "settlement.made",
    "credit.due", "arrears.signalled", "contract.ended",
)  # fmt: skip
_STATES = ("received", "acted", "unclear", "settled")
_HAPPENED = ("receive", "act", "leave", "settle")
_OBSTACLES = ("unknown_reference", "not_unique", "wrong_state", "not_accepted")


def upgrade() -> None:
    _sources()
    _source_steps()
    _source_secrets()
    _words()
    _word_steps()
    op.execute("update door set hears = hears || array['nl.ontzorg.notify.word.changed'] where name = 'mandates'")


def _sources() -> None:
    """A supplier has one until it is removed."""
    op.execute(
        f"""
        create table source (
            organisation_id uuid not null references organisation,
            id uuid not null,
            supplier_id uuid not null,
            owner text not null,
            state text not null check ({one_of("state", _SOURCE_STATES)}),
            changes integer not null check (changes > 0),
            registered_at timestamptz not null,
            primary key (organisation_id, id)
        )
        """
    )
    op.execute("create unique index source_once on source (organisation_id, supplier_id) where state <> 'removed'")
    secure_table(op, "source")


def _source_steps() -> None:
    op.execute(
        f"""
        create table source_step (
            organisation_id uuid not null,
            source_id uuid not null,
            sequence integer not null check (sequence > 0),
            happened text not null check ({one_of("happened", _SOURCE_EVENTS)}),
            state text not null check ({one_of("state", _SOURCE_STATES)}),
            reason_sealed bytea,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, source_id, sequence),
            foreign key (organisation_id, source_id) references source,
            check ((happened = 'register') = (sequence = 1)),
            check ((happened = 'remove') = (reason_sealed is not null))
        )
        """
    )
    secure_table(op, "source_step")
    append_only(op, "source_step")


def _source_secrets() -> None:
    """The newest signs on; the one before it until a moment, after which it is forgotten."""
    op.execute(
        """
        create table source_secret (
            organisation_id uuid not null,
            source_id uuid not null,
            number integer not null check (number > 0),
            secret_sealed bytea,
            made_at timestamptz not null,
            signs_until timestamptz,
            primary key (organisation_id, source_id, number),
            foreign key (organisation_id, source_id) references source,
            check (secret_sealed is not null or signs_until is not null)
        )
        """
    )
    op.execute(
        "create unique index source_secret_newest on source_secret (organisation_id, source_id)"
        " where signs_until is null"
    )
    op.execute(
        "create index source_secret_ending on source_secret (organisation_id, signs_until)"
        " where secret_sealed is not null"
    )
    secure_table(op, "source_secret")


def _words() -> None:
    """Once for a source and the id that it gave. What was told is sealed; `body_hash` is of the signed bytes."""
    op.execute(
        f"""
        create table word (
            organisation_id uuid not null,
            id uuid not null,
            source_id uuid not null,
            supplier_id uuid not null,
            webhook_id text not null check (length(webhook_id) between 1 and 255),
            body_hash bytea not null check (length(body_hash) = 32),
            type text not null check ({one_of("type", _TYPES)}),
            says_sealed bytea not null,
            state text not null check ({one_of("state", _STATES)}),
            obstacle text check ({one_of("obstacle", _OBSTACLES)}),
            changes integer not null check (changes > 0),
            told_at timestamptz not null,
            received_at timestamptz not null,
            primary key (organisation_id, id),
            foreign key (organisation_id, source_id) references source,
            check ((state in ('unclear', 'settled')) = (obstacle is not null))
        )
        """
    )
    op.execute("create unique index word_once on word (organisation_id, source_id, webhook_id)")
    op.execute("create index word_lately on word (organisation_id, source_id, received_at)")
    op.execute("create index word_open on word (organisation_id, state, id) where state in ('received', 'unclear')")
    secure_table(op, "word")


def _word_steps() -> None:
    op.execute(
        f"""
        create table word_step (
            organisation_id uuid not null,
            word_id uuid not null,
            sequence integer not null check (sequence > 0),
            happened text not null check ({one_of("happened", _HAPPENED)}),
            state text not null check ({one_of("state", _STATES)}),
            obstacle text check ({one_of("obstacle", _OBSTACLES)}),
            reason_sealed bytea,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, word_id, sequence),
            foreign key (organisation_id, word_id) references word,
            check ((happened = 'receive') = (sequence = 1)),
            check ((happened = 'settle') = (reason_sealed is not null))
        )
        """
    )
    secure_table(op, "word_step")
    append_only(op, "word_step")
