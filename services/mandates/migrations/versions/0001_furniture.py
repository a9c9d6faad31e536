"""What every service has; what the registry keeps of households and their costs; and the history of every machine."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.furniture import furnish
from services.migration import append_only, one_of, secure_table

revision = "0001"
down_revision = None

op = cast("Operations", alembic_op)

_MACHINES = ("account", "authorisation", "direct_debit", "handshake", "paper", "alarm")
_ORIGINS = ("client", "organisation", "supplier", "bank", "system")


def upgrade() -> None:
    furnish(op)
    _households()
    _cost_months()
    _transitions()


def _households() -> None:
    """A projection of the schedule service: `plan_version` is the one we know, `stale` that there is a newer one.

    `news` counts what was announced about it, so that what comes while it is being asked is not taken for known;
    `grounds` are the decisions on which somebody pays for it (`article`, `from`, `until`). Until it was asked for the
    first time its reference is empty, and nobody sees it. `version` counts the changes that a payment may depend on:
    whoever was told of a release compares it later.
    """
    op.execute(
        """
        create table household (
            organisation_id uuid not null references organisation,
            id uuid not null,
            reference text not null,
            municipality text not null,
            policy text not null,
            plan_version integer not null default 0,
            stale boolean not null,
            version integer not null default 1,
            known_at timestamptz not null,
            news integer not null default 0,
            grounds jsonb not null default '[]',
            primary key (organisation_id, id)
        )
        """
    )
    op.execute("create index household_stale on household (organisation_id, id) where stale")
    secure_table(op, "household")


def _cost_months() -> None:
    """The costs of the newest plan that is known, by month (counted from January of year 0); cents.

    `paid_by_us` is what the plan wants, which is not who pays: that is `payer_of_record`.
    """
    op.execute(
        """
        create table cost_month (
            organisation_id uuid not null,
            household_id uuid not null,
            cost text not null,
            month integer not null,
            due_on date not null,
            amount bigint not null check (amount >= 0),
            paid_by_us boolean not null,
            primary key (organisation_id, household_id, cost, month),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    op.execute("create index cost_month_due on cost_month (organisation_id, due_on, household_id)")
    secure_table(op, "cost_month")


def _transitions() -> None:
    """Every change of state of anything: two at once both want the next number, and one of them gets it."""
    op.execute(
        f"""
        create table transition (
            organisation_id uuid not null references organisation,
            subject_id uuid not null,
            sequence integer not null check (sequence > 0),
            machine text not null check ({one_of("machine", _MACHINES)}),
            before text,
            event text not null,
            state text not null,
            cause text not null,
            origin text not null check ({one_of("origin", _ORIGINS)}),
            reason_code text,
            note_sealed bytea,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, subject_id, sequence),
            check ((before is null) = (sequence = 1))
        )
        """
    )
    secure_table(op, "transition")
    append_only(op, "transition")
