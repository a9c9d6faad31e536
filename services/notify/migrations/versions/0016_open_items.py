"""Lists of open items, their lines, and the words that these are."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0016"
down_revision = "0015"

op = cast("Operations", alembic_op)

_TYPES = (
    "authorisation.accepted", "authorisation.rejected", "collection.suspended", "collection.resumed",
    "customer_number.assigned", "payment.booked", "payment.not_booked", "bill.booked", "bill.not_booked",
    "amount.changed", "settlement.made", "credit.due", "arrears.signalled", "contract.ended",
)  # fmt: skip
_STATES = ("booked", "open", "changed", "credit", "reminder", "final_notice", "collection", "ending")


def upgrade() -> None:
    _files()
    _words()
    _lines()


def _files() -> None:
    """Once for a supplier, a month and its bytes; `owner` sees to what of it is unclear."""
    op.execute(
        """
        create table open_items_file (
            organisation_id uuid not null references organisation,
            id uuid not null,
            supplier_id uuid not null,
            month integer not null,
            listed_on date not null,
            content_hash bytea not null check (length(content_hash) = 32),
            lines integer not null check (lines > 0),
            owner text not null,
            taken_at timestamptz not null,
            by text not null,
            primary key (organisation_id, id)
        )
        """
    )
    op.execute(
        "create unique index open_items_file_once on open_items_file"
        " (organisation_id, supplier_id, month, content_hash)"
    )
    secure_table(op, "open_items_file")
    append_only(op, "open_items_file")


def _words() -> None:
    """A word is a source's or a list's."""
    op.execute(
        f"""
        alter table word
            alter column source_id drop not null,
            add column file_id uuid,
            add foreign key (organisation_id, file_id) references open_items_file,
            add constraint word_origin_check check ((source_id is null) <> (file_id is null)),
            drop constraint word_type_check,
            add constraint word_type_check check ({one_of("type", _TYPES)})
        """
    )


def _lines() -> None:
    """A line without a word is open and not due yet. What else it says stands sealed in its word."""
    op.execute(
        f"""
        create table open_items_line (
            organisation_id uuid not null,
            file_id uuid not null,
            line integer not null check (line > 1),
            says text not null check ({one_of("says", _STATES)}),
            word_id uuid,
            primary key (organisation_id, file_id, line),
            foreign key (organisation_id, file_id) references open_items_file,
            foreign key (organisation_id, word_id) references word,
            check (word_id is not null or says = 'open')
        )
        """
    )
    secure_table(op, "open_items_line")
    append_only(op, "open_items_line")
