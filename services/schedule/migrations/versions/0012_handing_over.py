"""Whom households say is paid goes to the registry in sealed pages; what the registry releases stays with its run."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, secure_table

revision = "0012"
down_revision = "0011"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    _handovers()
    _releases()


def _handovers() -> None:
    """A page is emptied when the registry has it. `refused` is what it would not take, of which households and why.

    A page with a higher `turn` says something newer about a household that both speak of. `told_payee` keeps of each
    cost no more than a keyed mark of what was last said, by which the same is known again.
    """
    op.execute(
        """
        create table payee_handover (
            organisation_id uuid not null references organisation,
            import_id uuid not null,
            page integer not null check (page > 0),
            turn integer not null check (turn > 0),
            content_sealed bytea,
            made_at timestamptz not null,
            made_by text not null,
            delivered_at timestamptz,
            refused jsonb,
            primary key (organisation_id, import_id, page),
            check ((content_sealed is null) = (delivered_at is not null)),
            check (refused is null or delivered_at is not null)
        )
        """
    )
    op.execute(
        "create index payee_handover_waiting on payee_handover (organisation_id, turn) where delivered_at is null"
    )
    secure_table(op, "payee_handover")
    op.execute(
        """
        create table told_payee (
            organisation_id uuid not null,
            household_id uuid not null,
            cost text not null,
            mark bytea not null,
            primary key (organisation_id, household_id, cost),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    secure_table(op, "told_payee")


def _releases() -> None:
    """The account as it was when money was released to it, sealed, for as long as the run is kept; and at which version
    of the registry a household's payments were released.
    """
    op.execute(
        """
        create table payment_account (
            organisation_id uuid not null,
            run_id uuid not null,
            account_id uuid not null,
            name_sealed bytea not null,
            iban_sealed bytea not null,
            primary key (organisation_id, run_id, account_id),
            foreign key (organisation_id, run_id) references payment_run (organisation_id, id)
        )
        """
    )
    secure_table(op, "payment_account")
    append_only(op, "payment_account")
    op.execute(
        """
        create table payment_release (
            organisation_id uuid not null,
            run_id uuid not null,
            household_id uuid not null,
            version integer not null check (version >= 0),
            primary key (organisation_id, run_id, household_id),
            foreign key (organisation_id, run_id) references payment_run (organisation_id, id)
        )
        """
    )
    secure_table(op, "payment_release")
