"""Costs that the client pays under watch: each month is asked after, and two kinds of alarm more."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of, secure_table

revision = "0013"
down_revision = "0012"

op = cast("Operations", alembic_op)

_ALARMS = (
    "two_payers",
    "no_payer",
    "supplier_silent",
    "supplier_not_asked",
    "mandate_dormant",
    "amount_beyond_consent",
    "account_not_verified",
    "advance_too_low",
    "authorisation_refused",
    "papers_missing",
    "watched_not_answered",
    "watched_not_paid",
)
_MACHINES = ("account", "authorisation", "direct_debit", "handshake", "paper", "alarm", "watched_month")
_STATES = ("to_ask", "paid", "paid_late", "not_paid", "withdrawn")


def upgrade() -> None:
    """One month of a cost is watched once, whatever became of it before. `amount` is in cents; `answer_by` the day by
    which somebody is to have asked, `evidence` the SHA-256 of what was shown.
    """
    op.execute(
        f"""
        create table watched_month (
            organisation_id uuid not null,
            household_id uuid not null,
            cost text not null,
            month integer not null,
            id uuid not null,
            due_on date not null,
            amount bigint not null,
            answer_by date not null,
            state text not null check ({one_of("state", _STATES)}),
            changes integer not null,
            told_by text check (told_by in ('supplier', 'case_manager', 'client')),
            answered_on date,
            evidence bytea check (octet_length(evidence) = 32),
            primary key (organisation_id, household_id, cost, month),
            foreign key (organisation_id, household_id) references household,
            constraint answered_as_a_whole check ((told_by is null) = (answered_on is null)),
            constraint answered_by_somebody check (told_by is not null or state in ('to_ask', 'withdrawn'))
        )
        """
    )
    op.execute("create unique index watched_month_id on watched_month (organisation_id, id)")
    op.execute("create index watched_month_by_day on watched_month (organisation_id, state, answer_by, id)")
    secure_table(op, "watched_month")
    op.execute(
        "create index payer_of_record_watched on payer_of_record (organisation_id, household_id, cost, from_month)"
        " where payer = 'client_pays_watched'"
    )
    op.execute("alter table transition drop constraint transition_machine_check")
    op.execute(f"alter table transition add constraint transition_machine_check check ({one_of('machine', _MACHINES)})")
    op.execute("alter table alarm drop constraint alarm_kind_check")
    op.execute(f"alter table alarm add constraint alarm_kind_check check ({one_of('kind', _ALARMS)})")
