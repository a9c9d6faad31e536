"""Arrangements with suppliers, the handshakes that change who pays, and the payer of record of every cost-month."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0004"
down_revision = "0003"

op = cast("Operations", alembic_op)

_PAYERS = ("we_push", "benefit_system_withholds", "supplier_pulls", "client_pays", "client_pays_watched")
_STATES = ("prepared", "asked", "overdue", "confirmed", "refused", "decided", "withdrawn")
_CHANNELS = ("webhook", "link", "email", "telephone", "portal_upload", "own_form")
_ANSWERS = ("confirmed", "refused")


def upgrade() -> None:
    _arrangements()
    _handshakes()
    _payers()
    _answer_links()


def _arrangements() -> None:
    """With which supplier a household has a cost, from a month on; the later of two for one cost takes its place.

    `consent_most` is the highest amount (cents) of a month that the client agreed to; the customer number is sealed.
    """
    op.execute(
        f"""
        create table arrangement (
            organisation_id uuid not null,
            id uuid not null,
            household_id uuid not null,
            cost text not null,
            supplier_id uuid not null,
            from_month integer not null,
            customer_number_sealed bytea,
            reference_kind text,
            reference_text text,
            bills_to text not null check ({one_of("bills_to", ("organisation", "client", "supporter"))}),
            consent_most bigint check (consent_most > 0),
            deferred_until date,
            made_at timestamptz not null,
            made_by text not null,
            primary key (organisation_id, id),
            unique (organisation_id, household_id, cost, from_month, id),
            foreign key (organisation_id, household_id) references household,
            foreign key (organisation_id, supplier_id) references supplier,
            check ((reference_kind is null) = (reference_text is null))
        )
        """
    )
    op.execute("create index arrangement_of_supplier on arrangement (organisation_id, supplier_id, household_id)")
    secure_table(op, "arrangement")


def _handshakes() -> None:
    """Taking over: the supplier says that it collects no more. Handing back: that it collects again.

    At most one of an arrangement is under way. `from_month` is the first month that the new payer pays;
    `answered_month` the one that the supplier named, which may be later. `answer` is the supplier's last word, which a
    decision does not wipe out; `remind_on` is the day on which it is reminded by itself.
    """
    op.execute(
        f"""
        create table handshake (
            organisation_id uuid not null,
            id uuid not null,
            arrangement_id uuid not null,
            household_id uuid not null,
            cost text not null,
            direction text not null check ({one_of("direction", ("taking_over", "handing_back"))}),
            payer text not null check ({one_of("payer", _PAYERS)}),
            from_month integer not null,
            state text not null check ({one_of("state", _STATES)}),
            changes integer not null,
            channel text not null check ({one_of("channel", _CHANNELS)}),
            direct_debit_id uuid,
            deadline date not null,
            asked_on date,
            remind_on date,
            reminded integer not null default 0,
            owner text,
            answer text check ({one_of("answer", _ANSWERS)}),
            answered_month integer,
            answered_at timestamptz,
            evidence bytea,
            made_at timestamptz not null,
            made_by text not null,
            primary key (organisation_id, id),
            foreign key (organisation_id, arrangement_id) references arrangement,
            foreign key (organisation_id, household_id) references household,
            foreign key (organisation_id, direct_debit_id) references direct_debit,
            check ((direct_debit_id is not null) = (payer = 'supplier_pulls')),
            check ((answer is null) = (answered_at is null)),
            check ((answer = 'confirmed') <= (answered_month is not null))
        )
        """
    )
    op.execute(
        "create unique index handshake_under_way on handshake (organisation_id, arrangement_id)"
        " where state in ('prepared', 'asked', 'overdue')"
    )
    op.execute("create index handshake_of_household on handshake (organisation_id, household_id, id)")
    op.execute(
        "create index handshake_waiting on handshake (organisation_id, deadline)"
        " where state in ('prepared', 'asked', 'overdue')"
    )
    op.execute(
        "create index handshake_to_remind on handshake (organisation_id, remind_on)"
        " where state = 'asked' and reminded = 0"
    )
    secure_table(op, "handshake")


def _payers() -> None:
    """Who pays a cost from a month on. Of a month, the row with the greatest `from_month` up to it, then the newest.

    It changes by a handshake, or by somebody's decision with a reason; the first row is how things stood.
    """
    op.execute(
        f"""
        create table payer_of_record (
            organisation_id uuid not null,
            household_id uuid not null,
            cost text not null,
            sequence integer not null check (sequence > 0),
            from_month integer not null,
            payer text not null check ({one_of("payer", _PAYERS)}),
            arrangement_id uuid not null,
            cause text not null check ({one_of("cause", ("initial", "import", "handshake", "decision"))}),
            handshake_id uuid,
            direct_debit_id uuid,
            reason text,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, household_id, cost, sequence),
            foreign key (organisation_id, household_id) references household,
            foreign key (organisation_id, arrangement_id) references arrangement,
            foreign key (organisation_id, handshake_id) references handshake,
            foreign key (organisation_id, direct_debit_id) references direct_debit,
            check ((cause = 'handshake') = (handshake_id is not null)),
            check ((cause = 'decision') <= (reason is not null)),
            check ((direct_debit_id is not null) <= (payer = 'supplier_pulls'))
        )
        """
    )
    secure_table(op, "payer_of_record")
    append_only(op, "payer_of_record")


def _answer_links() -> None:
    """A link by which a supplier without webhooks answers; only its digest is kept, and it answers once: `answer` and
    `month` are what was said through it.
    """
    op.execute(
        f"""
        create table answer_link (
            organisation_id uuid not null,
            handshake_id uuid not null,
            digest bytea not null,
            expires_at timestamptz not null,
            made_at timestamptz not null,
            used_at timestamptz,
            answer text check ({one_of("answer", _ANSWERS)}),
            month integer,
            primary key (organisation_id, handshake_id, digest),
            foreign key (organisation_id, handshake_id) references handshake,
            check ((used_at is null) = (answer is null))
        )
        """
    )
    secure_table(op, "answer_link")
