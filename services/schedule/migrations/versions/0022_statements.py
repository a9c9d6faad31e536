"""What the bank says: the files that were handed in, their statements, and every booking in them."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0022"
down_revision = "0021"

op = cast("Operations", alembic_op)

_FORMATS = ["camt.053", "camt.054", "mt940", "pain.002"]
_KINDS = ["statement", "notification"]
_PROOFS = ["closes", "unproven", "does_not_close"]
_STATES = ["taken", "waits", "stopped", "replaced", "set_aside"]
_STATUSES = ["booked", "pending", "information", "future"]
_BOOKING_DOUBTS = ["amount_differs", "direction_differs", "no_amount"]


def upgrade() -> None:
    """Which municipality an account is of, `municipality` says; several may have one together."""
    _files()
    _statements()
    _accounts()
    _bookings()


def _files() -> None:
    """The bytes of a file are sealed: there are names and accounts in it. The same file is kept once."""
    op.execute(
        f"""
        create table statement_file (
            organisation_id uuid not null references organisation,
            id uuid not null,
            name text not null,
            format text not null check ({one_of("format", _FORMATS)}),
            size bigint not null check (size > 0),
            sha256 text not null check (sha256 ~ '^[0-9a-f]{{64}}$'),
            handed_in_at timestamptz not null,
            handed_in_by text not null,
            primary key (organisation_id, id),
            unique (organisation_id, sha256)
        )
        """
    )
    op.execute(
        """
        create table statement_file_chunk (
            organisation_id uuid not null,
            file_id uuid not null,
            number integer not null check (number > 0),
            content bytea not null,
            primary key (organisation_id, file_id, number),
            foreign key (organisation_id, file_id) references statement_file deferrable initially deferred
        )
        """
    )
    for table in ("statement_file", "statement_file_chunk"):
        secure_table(op, table)
        append_only(op, table)


def _statements() -> None:
    """A statement is known by its account, its number, its page and its day; one that was replaced or set aside makes
    room for another. Whoever lets in one that does not close, or has a gap before it, did not hand it in."""
    op.execute(
        f"""
        create table statement (
            organisation_id uuid not null,
            id uuid not null,
            file_id uuid not null,
            account text not null,
            kind text not null check ({one_of("kind", _KINDS)}),
            statement_id text not null,
            sequence integer,
            page integer not null check (page > 0),
            as_of date not null,
            from_day date,
            to_day date,
            opening bigint,
            closing bigint,
            came_in bigint not null check (came_in >= 0),
            went_out bigint not null check (went_out >= 0),
            entries integer not null check (entries >= 0),
            booked integer not null check (booked between 0 and entries),
            bookings integer not null check (bookings >= entries),
            proof text not null check ({one_of("proof", _PROOFS)}),
            difference bigint not null,
            doubts text[] not null,
            content_hash bytea not null check (length(content_hash) = 32),
            state text not null check ({one_of("state", _STATES)}),
            place bigint check (place > 0),
            handed_in_by text not null,
            let_in_by text,
            primary key (organisation_id, id),
            unique (organisation_id, account, kind, place),
            foreign key (organisation_id, file_id) references statement_file deferrable initially deferred,
            constraint is_proved_or_let_in check (
                proof <> 'does_not_close' or state <> 'taken' or let_in_by is not null
            ),
            constraint second_person check (let_in_by <> handed_in_by),
            constraint difference_is_told check ((proof = 'does_not_close') = (difference <> 0)),
            constraint has_its_place check ((state = 'taken') = (place is not null))
        )
        """
    )
    op.execute(
        "create unique index statement_is_known on statement"
        " (organisation_id, account, kind, as_of, statement_id, page) where state not in ('replaced', 'set_aside')"
    )
    op.execute("create index statement_says on statement (organisation_id, account, as_of, content_hash)")
    op.execute(
        "create index statement_stands_open on statement (organisation_id, account) where state in ('waits', 'stopped')"
    )
    op.execute(
        f"""
        create table statement_history (
            organisation_id uuid not null,
            statement_id uuid not null,
            number integer not null check (number > 0),
            state text not null check ({one_of("state", _STATES)}),
            at timestamptz not null,
            by text not null,
            reason_sealed bytea,
            primary key (organisation_id, statement_id, number),
            foreign key (organisation_id, statement_id) references statement
        )
        """
    )
    secure_table(op, "statement")
    secure_table(op, "statement_history")
    append_only(op, "statement_history")


def _accounts() -> None:
    """How far each account was taken in; its row is held while a statement of it is."""
    op.execute(
        """
        create table statement_account (
            organisation_id uuid not null,
            account text not null,
            closing bigint,
            moved_since bigint not null default 0,
            sequence integer,
            taken bigint not null default 0 check (taken >= 0),
            primary key (organisation_id, account)
        )
        """
    )
    secure_table(op, "statement_account")


def _bookings() -> None:
    """What names somebody is sealed, or keyed where it has to be found again. Bookings are read by their statement, so
    there is no other index that history would make dear."""
    op.execute(
        f"""
        create table bank_booking (
            organisation_id uuid not null,
            statement_id uuid not null,
            entry integer not null check (entry > 0),
            part integer not null check (part > 0),
            amount bigint not null check (amount >= 0),
            entry_amount bigint not null check (entry_amount >= 0),
            direction text not null check (direction in ('credit', 'debit')),
            status text not null check ({one_of("status", _STATUSES)}),
            booked_on date,
            value_on date,
            is_reversal boolean not null,
            our_id text,
            payment_information_id text,
            servicer_reference text,
            code text,
            return_code text,
            creditor_id text,
            counterparty bytea,
            mandate bytea,
            reference bytea,
            doubt text check ({one_of("doubt", _BOOKING_DOUBTS)}),
            content bytea,
            primary key (organisation_id, statement_id, entry, part),
            constraint booked_has_its_day check (status <> 'booked' or coalesce(booked_on, value_on) is not null)
        )
        """
    )
    secure_table(op, "bank_booking")
    append_only(op, "bank_booking")
