"""Suppliers, the cards of suppliers that organisations share, and payee accounts."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0002"
down_revision = "0001"

op = cast("Operations", alembic_op)

_KINDS = ("housing_association", "energy", "water", "health_insurer", "other")
_SCHEMES = ("betalingskenmerk", "creditor_reference", "free_text")
_ACCOUNT_STATES = ("proposed", "approved", "rejected", "closed")
_VERIFICATIONS = ("match", "close_match", "no_match", "not_possible")


def upgrade() -> None:
    _directory()
    _suppliers()
    _accounts()


def _suppliers() -> None:
    """A row says what the newest version says; `supplier_version` keeps every one of them, and who wrote it.

    `card_version` is the version of the shared card that was taken over, or published from here.
    """
    op.execute(
        f"""
        create table supplier (
            organisation_id uuid not null references organisation,
            id uuid not null,
            kind text not null check ({one_of("kind", _KINDS)}),
            name text not null check (length(name) between 1 and 70),
            kvk text check (kvk ~ '^[0-9]{{8}}$'),
            creditor_id text,
            reference_scheme text not null check ({one_of("reference_scheme", _SCHEMES)}),
            collection_days integer[] not null,
            procedures text[] not null,
            answer_days integer not null check (answer_days between 1 and 60),
            deferral_days integer check (deferral_days between 1 and 366),
            deferral_instalments integer check (deferral_instalments between 1 and 36),
            contact_sealed bytea,
            card_id uuid references supplier_card,
            card_version integer,
            version integer not null,
            registered_at timestamptz not null,
            registered_by text not null,
            primary key (organisation_id, id),
            check ((deferral_days is null) = (deferral_instalments is null)),
            check ((card_id is null) = (card_version is null))
        )
        """
    )
    op.execute("create unique index supplier_kvk on supplier (organisation_id, kvk) where kvk is not null")
    op.execute(
        """
        create table supplier_version (
            organisation_id uuid not null,
            supplier_id uuid not null,
            version integer not null check (version > 0),
            content jsonb not null,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, supplier_id, version),
            foreign key (organisation_id, supplier_id) references supplier
        )
        """
    )
    secure_table(op, "supplier")
    secure_table(op, "supplier_version")
    append_only(op, "supplier_version")


def _directory() -> None:
    """Cards that organisations show one another stand outside all of them and hold nothing about any person.

    A card is taken over as a supplier of one's own; what its publisher changes later is news to look at, no more.
    """
    op.execute(
        """
        create table supplier_card (
            id uuid primary key,
            published_by uuid not null references organisation,
            kvk text not null unique check (kvk ~ '^[0-9]{8}$'),
            name text not null,
            content jsonb not null,
            version integer not null,
            published_at timestamptz not null
        )
        """
    )


def _accounts() -> None:
    """Of a supplier or of a client's household; the state is the newest of its transitions.

    One account of an owner is proposed once while it lives; who approved it is never who proposed it, though who
    proposed it may take it back. A closed one was valid until its last day; closed before it began, it never was.
    """
    op.execute(
        f"""
        create table account (
            organisation_id uuid not null references organisation,
            id uuid not null,
            supplier_id uuid,
            household_id uuid,
            name_sealed bytea not null,
            iban_sealed bytea not null,
            lookup bytea not null,
            iban_lookup bytea not null,
            state text not null check ({one_of("state", _ACCOUNT_STATES)}),
            changes integer not null,
            valid_from date not null,
            valid_until date,
            verification text check ({one_of("verification", _VERIFICATIONS)}),
            verified_at timestamptz,
            batch_id uuid,
            proposed_at timestamptz not null,
            proposed_by text not null,
            decided_at timestamptz,
            decided_by text,
            primary key (organisation_id, id),
            foreign key (organisation_id, supplier_id) references supplier,
            foreign key (organisation_id, household_id) references household,
            check ((supplier_id is null) <> (household_id is null)),
            check (state = 'rejected' or decided_by <> proposed_by),
            check ((state = 'proposed') = (decided_by is null)),
            check ((state = 'closed') = (valid_until is not null)),
            check (valid_until >= valid_from - 1),
            check ((verification is null) = (verified_at is null))
        )
        """
    )
    op.execute(
        "create unique index account_lookup on account (organisation_id, lookup)"
        " where state in ('proposed', 'approved')"
    )
    op.execute("create index account_iban on account (organisation_id, iban_lookup)")
    op.execute("create index account_of_supplier on account (organisation_id, supplier_id, valid_from)")
    op.execute("create index account_of_household on account (organisation_id, household_id, valid_from)")
    op.execute("create index account_of_batch on account (organisation_id, batch_id, id) where state = 'proposed'")
    secure_table(op, "account")
