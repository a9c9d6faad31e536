"""Alarms: what will go wrong for a household if nobody acts, by when, and whose it is; and its expected use."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0006"
down_revision = "0005"

op = cast("Operations", alembic_op)

_KINDS = (
    "two_payers",
    "no_payer",
    "supplier_silent",
    "mandate_dormant",
    "amount_beyond_consent",
    "account_not_verified",
    "advance_too_low",
    "authorisation_refused",
    "papers_missing",
)
_ANSWERS = (
    "called_supplier",
    "called_client",
    "waiting_for_supplier",
    "waiting_for_client",
    "waiting_for_colleague",
    "harmless",
)


def upgrade() -> None:
    _alarms()
    _looks()
    _expected_uses()


def _alarms() -> None:
    """One is open for the same thing at a time. `month` 0 is for what belongs to no month; `harms_on` is the day on
    which it hurts, `act_by` the last day on which a person can still prevent it, `why` what the rule saw. It closes by
    an event that `closed_by` names; a person can own and answer it, which does not make it go away.
    """
    op.execute(
        f"""
        create table alarm (
            organisation_id uuid not null,
            household_id uuid not null,
            kind text not null check ({one_of("kind", _KINDS)}),
            about text not null,
            month integer not null,
            number integer not null check (number > 0),
            id uuid not null,
            state text not null check ({one_of("state", ("open", "escalated", "closed"))}),
            changes integer not null,
            raised_on date not null,
            act_by date not null,
            harms_on date not null,
            why text not null,
            owner text,
            answer text check ({one_of("answer", _ANSWERS)}),
            escalated_to text,
            closed_by text,
            closed_on date,
            primary key (organisation_id, household_id, kind, about, month, number),
            foreign key (organisation_id, household_id) references household,
            check ((state = 'closed') = (closed_by is not null and closed_on is not null))
        )
        """
    )
    op.execute(
        "create unique index alarm_open on alarm (organisation_id, household_id, kind, about, month)"
        " where state <> 'closed'"
    )
    op.execute("create index alarm_to_act_on on alarm (organisation_id, act_by, id) where state <> 'closed'")
    op.execute("create unique index alarm_id on alarm (organisation_id, id)")
    secure_table(op, "alarm")


def _looks() -> None:
    """On which day the rules last went over a household in the round of the day; so a round that broke off goes on."""
    op.execute(
        """
        create table alarm_look (
            organisation_id uuid not null,
            household_id uuid not null,
            looked_on date not null,
            primary key (organisation_id, household_id),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    secure_table(op, "alarm_look")


def _expected_uses() -> None:
    """What a household is expected to use of energy or water, in cents a month; the newest of a cost counts.

    The advance that a supplier asks says nothing about it, and who pays too little gets a bill at the end of the year
    (seed 001, lines 2753-2757).
    """
    op.execute(
        """
        create table expected_use (
            organisation_id uuid not null,
            household_id uuid not null,
            cost text not null,
            number integer not null check (number > 0),
            id uuid not null,
            amount bigint not null check (amount > 0),
            told_by text not null check (told_by in ('supplier', 'client', 'supporter', 'organisation')),
            told_on date not null,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, household_id, cost, number),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    secure_table(op, "expected_use")
    append_only(op, "expected_use")
