"""The papers without which no cost starts, and who stands around a household."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of, secure_table

revision = "0005"
down_revision = "0004"

op = cast("Operations", alembic_op)

_PAPERS = ("identity", "iban", "lease", "customer_number", "advance", "brp", "b12", "authorisation")
_PEOPLE = ("client", "supporter", "case_manager", "supplier", "municipality", "coa")
_ROLES = ("regisseur", "contact", "deputy", "supporter")


def upgrade() -> None:
    """`about` is the cost that a paper belongs to, empty for one that every cost needs; without `holds_costs` no cost
    waits for it.
    """
    op.execute(
        f"""
        create table paper (
            organisation_id uuid not null,
            household_id uuid not null,
            kind text not null check ({one_of("kind", _PAPERS)}),
            about text not null,
            id uuid not null,
            state text not null check ({one_of("state", ("missing", "delivered", "waived", "not_needed"))}),
            changes integer not null,
            delivered_by text not null check ({one_of("delivered_by", _PEOPLE)}),
            delivered_to text not null check ({one_of("delivered_to", _PEOPLE)}),
            due_on date not null,
            holds_costs boolean not null,
            evidence bytea check (length(evidence) = 32),
            primary key (organisation_id, household_id, kind, about),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    op.execute("create unique index paper_id on paper (organisation_id, id)")
    op.execute("create index paper_missing on paper (organisation_id, due_on, id) where state = 'missing'")
    secure_table(op, "paper")
    op.execute(
        f"""
        create table team_member (
            organisation_id uuid not null,
            household_id uuid not null,
            sequence integer not null check (sequence > 0),
            role text not null check ({one_of("role", _ROLES)}),
            subject text not null check (length(subject) between 1 and 255),
            from_day date not null,
            until_day date,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, household_id, sequence),
            foreign key (organisation_id, household_id) references household,
            check (until_day >= from_day)
        )
        """
    )
    op.execute("create index team_of_subject on team_member (organisation_id, subject, household_id)")
    secure_table(op, "team_member")
