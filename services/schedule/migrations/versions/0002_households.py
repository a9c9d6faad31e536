"""Households with their facts, plans and tasks; whom their costs are paid to; and the caseloads that were handed in."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0002"
down_revision = "0001"

op = cast("Operations", alembic_op)

_TASKS = (
    "facts_missing",
    "payee_missing",
    "b12_expected",
    "toeslag_application",
    "toeslag_decision",
    "toeslag_arrival",
    "toeslag_account_back",
    "youth_top_up",
    "review",
    "self_reliance_check",
    "hand_back",
    "end_of_relief",
    "aftercare",
)


def upgrade() -> None:
    _households()
    _facts()
    _plans()
    _tasks()
    _payees()
    _imports()


def _households() -> None:
    """`policy` and `plan_version` are the newest; `imported_row` marks what a caseload said last about it."""
    op.execute(
        """
        create table household (
            organisation_id uuid not null references organisation,
            id uuid not null,
            reference text not null check (length(reference) between 1 and 64),
            municipality text not null,
            policy text not null,
            plan_version integer,
            imported_row bytea,
            registered_at timestamptz not null,
            registered_by text not null,
            primary key (organisation_id, id),
            unique (organisation_id, reference),
            foreign key (organisation_id, municipality) references municipality
        )
        """
    )
    op.execute("create index household_of_municipality on household (organisation_id, municipality, id)")
    secure_table(op, "household")


def _facts() -> None:
    """Numbered within the household, so that one index keeps them together and in order."""
    op.execute(
        """
        create table fact (
            organisation_id uuid not null,
            household_id uuid not null,
            sequence integer not null check (sequence > 0),
            id uuid not null,
            kind text not null,
            about text not null,
            holds_from date not null,
            content jsonb,
            recorded_at timestamptz not null,
            recorded_by text not null,
            corrects integer check (corrects < sequence),
            reason text,
            primary key (organisation_id, household_id, sequence),
            foreign key (organisation_id, household_id) references household,
            foreign key (organisation_id, household_id, corrects) references fact,
            check ((corrects is null) = (reason is null)),
            check ((content is null) = (kind = 'retraction')),
            check (content is not null or corrects is not null)
        )
        """
    )
    op.execute(
        "create unique index fact_corrected_once on fact (organisation_id, household_id, corrects)"
        " where corrects is not null"
    )
    secure_table(op, "fact")
    append_only(op, "fact")


def _plans() -> None:
    """`inputs` and `document` are kept to the letter, hence `json`; nobody looks for anything inside them."""
    op.execute(
        """
        create table plan_version (
            organisation_id uuid not null,
            household_id uuid not null,
            version integer not null check (version > 0),
            id uuid not null,
            fact_sequence integer not null,
            made_at timestamptz not null,
            policy text not null,
            policy_mark text not null,
            norms_mark text not null,
            lowest_rest bigint,
            deepest_gap bigint not null,
            gap_days integer not null,
            days_without_money integer,
            coa_debt bigint not null,
            shortfalls integer not null,
            sustainable_leefgeld bigint,
            inputs json not null,
            document json not null,
            primary key (organisation_id, household_id, version),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    secure_table(op, "plan_version")
    append_only(op, "plan_version")


def _tasks() -> None:
    op.execute(
        f"""
        create table task (
            organisation_id uuid not null,
            household_id uuid not null,
            kind text not null check ({one_of("kind", _TASKS)}),
            about text not null,
            id uuid not null,
            due_on date not null,
            cost_per_day bigint,
            opened_at timestamptz not null,
            outcome text check ({one_of("outcome", ("done", "closed", "not_needed"))}),
            closed_at timestamptz,
            closed_by text,
            reason text,
            primary key (organisation_id, household_id, kind, about),
            foreign key (organisation_id, household_id) references household,
            check ((outcome is null) = (closed_at is null)),
            check ((outcome is not distinct from 'closed') = (closed_by is not null)),
            check ((closed_by is null) = (reason is null))
        )
        """
    )
    op.execute("create unique index task_by_deadline on task (organisation_id, due_on, id)")
    secure_table(op, "task")


def _payees() -> None:
    """`lookup` finds the same payee again and `iban_lookup` all with that account, without either being readable."""
    op.execute(
        f"""
        create table payee (
            organisation_id uuid not null references organisation,
            id uuid not null,
            kind text not null check ({one_of("kind", ("supplier", "client"))}),
            household_id uuid,
            name_sealed bytea not null,
            iban_sealed bytea not null,
            lookup bytea not null,
            iban_lookup bytea not null,
            registered_at timestamptz not null,
            registered_by text not null,
            primary key (organisation_id, id),
            unique (organisation_id, lookup),
            foreign key (organisation_id, household_id) references household,
            check ((household_id is not null) = (kind = 'client'))
        )
        """
    )
    op.execute("create index payee_of_account on payee (organisation_id, iban_lookup)")
    op.execute(
        f"""
        create table cost_payee (
            organisation_id uuid not null,
            household_id uuid not null,
            sequence integer not null check (sequence > 0),
            cost text not null,
            payee_id uuid not null,
            valid_from date not null,
            reference_kind text
                check ({one_of("reference_kind", ("betalingskenmerk", "creditor_reference", "free_text"))}),
            reference_text text,
            recorded_at timestamptz not null,
            recorded_by text not null,
            primary key (organisation_id, household_id, sequence),
            foreign key (organisation_id, household_id) references household,
            foreign key (organisation_id, payee_id) references payee,
            check ((reference_kind is null) = (reference_text is null))
        )
        """
    )
    op.execute("create index cost_payee_of_payee on cost_payee (organisation_id, payee_id)")
    for table in ("payee", "cost_payee"):
        secure_table(op, table)
        append_only(op, table)


def _imports() -> None:
    op.execute(
        """
        create table caseload_import (
            organisation_id uuid not null references organisation,
            id uuid not null,
            digest bytea not null,
            encoding text not null,
            rows integer not null,
            registered integer not null,
            changed integer not null,
            unchanged integer not null,
            facts integer not null,
            plans integer not null,
            imported_at timestamptz not null,
            imported_by text not null,
            primary key (organisation_id, id),
            unique (organisation_id, digest)
        )
        """
    )
    secure_table(op, "caseload_import")
    append_only(op, "caseload_import")
