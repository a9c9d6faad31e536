"""Payment runs, the households they go by, and the payments themselves under keys that pay only once."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0004"
down_revision = "0003"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    _runs()
    _shards()
    _payments()
    _expected_incomes()
    _files()


def _runs() -> None:
    op.execute(
        f"""
        create table payment_run (
            organisation_id uuid not null references organisation,
            month integer not null,
            kind text not null check ({one_of("kind", ["monthly", "supplementary"])}),
            number integer not null check (number > 0),
            id uuid not null,
            state text not null check (
                {one_of("state", ["proposing", "proposed", "approved", "frozen", "filed", "withdrawn"])}
            ),
            pays_from date not null,
            pays_until date not null,
            proposed_by text not null,
            proposed_at timestamptz not null,
            approved_by text check (approved_by <> proposed_by),
            approved_at timestamptz,
            content_hash text,
            filed_at timestamptz,
            primary key (organisation_id, month, kind, number),
            unique (organisation_id, id),
            check ((state in ('approved', 'frozen', 'filed')) = (approved_by is not null)),
            check (content_hash is not null or state in ('proposing', 'withdrawn'))
        )
        """
    )
    secure_table(op, "payment_run")
    op.execute(
        """
        create table payment_run_history (
            organisation_id uuid not null,
            run_id uuid not null,
            sequence integer not null,
            state text not null,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, run_id, sequence),
            foreign key (organisation_id, run_id) references payment_run (organisation_id, id)
        )
        """
    )
    secure_table(op, "payment_run_history")
    append_only(op, "payment_run_history")


def _shards() -> None:
    op.execute(
        f"""
        create table payment_run_shard (
            organisation_id uuid not null,
            run_id uuid not null,
            number integer not null,
            stage text not null check ({one_of("stage", ["open", "proposed", "frozen"])}),
            after uuid,
            until uuid,
            reached uuid,
            households integer not null default 0,
            content_hash text,
            primary key (organisation_id, run_id, number),
            foreign key (organisation_id, run_id) references payment_run (organisation_id, id)
        )
        """
    )
    secure_table(op, "payment_run_shard")


def _payments() -> None:
    """Keys begin with what grows with time (run, month), so that years of history cost the next month nothing."""
    op.execute(
        f"""
        create table payment (
            organisation_id uuid not null,
            run_id uuid not null,
            household_id uuid not null,
            purpose text not null,
            occasion text not null,
            month integer not null,
            municipality text not null,
            plan_version integer not null,
            state text not null check ({one_of("state", ["proposed", "ready", "submitted", "held", "withdrawn"])}),
            reason text,
            live boolean not null,
            payee text not null check ({one_of("payee", ["supplier", "client"])}),
            payee_id uuid,
            reference_kind text,
            reference_text text,
            amount bigint not null check (amount > 0),
            due_on date not null,
            execute_on date not null,
            rank integer not null,
            end_to_end_id text not null,
            file_number integer,
            primary key (organisation_id, run_id, household_id, purpose, occasion),
            foreign key (organisation_id, run_id) references payment_run (organisation_id, id),
            foreign key (organisation_id, municipality) references municipality (organisation_id, code),
            check (live = (state in ('proposed', 'ready', 'submitted'))),
            check ((state = 'held') = (reason is not null)),
            check (payee_id is not null or not live),
            check ((state = 'submitted') = (file_number is not null))
        ) with (fillfactor = 80)
        """
    )
    op.execute(
        "create unique index payment_once on payment (organisation_id, month, household_id, purpose, occasion)"
        " where live"
    )
    op.execute("create unique index payment_end_to_end on payment (organisation_id, end_to_end_id)")
    secure_table(op, "payment")


def _expected_incomes() -> None:
    """What the plan says comes in, and how much of it the ledger has been told (`booked`, the `bookings`-th time)."""
    op.execute(
        """
        create table expected_income (
            organisation_id uuid not null,
            month integer not null,
            household_id uuid not null,
            subject text collate "C" not null,
            happening text not null,
            amount bigint not null check (amount >= 0),
            expected_on date not null,
            booked bigint not null default 0 check (booked >= 0),
            bookings integer not null default 0,
            primary key (organisation_id, month, household_id, subject),
            foreign key (organisation_id, household_id) references household
        ) with (fillfactor = 80)
        """
    )
    secure_table(op, "expected_income")


def _files() -> None:
    op.execute(
        """
        create table payment_file (
            organisation_id uuid not null,
            run_id uuid not null,
            number integer not null check (number > 0),
            municipality text not null,
            message_id text collate "C" not null,
            items integer not null check (items > 0),
            amount bigint not null check (amount > 0),
            primary key (organisation_id, run_id, number),
            foreign key (organisation_id, run_id) references payment_run (organisation_id, id),
            foreign key (organisation_id, message_id) references bank_file
        )
        """
    )
    secure_table(op, "payment_file")
    append_only(op, "payment_file")
