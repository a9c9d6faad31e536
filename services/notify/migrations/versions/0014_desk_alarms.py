"""What is loud at the desk, who was told of it, and on which mornings it was told what waits."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0014"
down_revision = "0013"

op = cast("Operations", alembic_op)

_KINDS = (
    "leefgeld_came_back", "arrears", "no_payer", "two_payers", "unknown_debit", "debit_without_mandate",
    "executed_twice", "unknown_credit", "statement_gap", "bank_channel", "webhook_fails",
)  # fmt: skip
_STATES = ("raised", "told", "acknowledged", "over")
_HAPPENED = ("raise", "tell", "acknowledge", "end")
_NOTICE_STATES = ("prepared", "sending", "sent", "unknown", "failed")
_NOTICE_HAPPENED = ("prepare", "begin", "hand_over", "put_off", "lose", "fail")
_DETAILS = ("refused", "unreachable", "no_answer", "erased")


def upgrade() -> None:
    _alarms()
    _notices()
    _notice_steps()
    _mornings()


def _alarms() -> None:
    """One that nobody answered for a kind and a household. `heard` counts how often, so that what comes while somebody
    asks whether it stands is asked for again."""
    op.execute(
        f"""
        create table desk_alarm (
            organisation_id uuid not null references organisation,
            id uuid not null,
            kind text not null check ({one_of("kind", _KINDS)}),
            household_id uuid,
            state text not null check ({one_of("state", _STATES)}),
            changes integer not null check (changes > 0),
            level integer not null check (level >= 0),
            due_at timestamptz,
            raised_at timestamptz not null,
            heard integer not null check (heard > 0),
            primary key (organisation_id, id),
            check (state in ('raised', 'told') or due_at is null)
        )
        """
    )
    op.execute(
        "create unique index desk_alarm_once on desk_alarm (organisation_id, kind, household_id) nulls not distinct"
        " where state in ('raised', 'told')"
    )
    op.execute("create index desk_alarm_due on desk_alarm (organisation_id, due_at, id) where due_at is not null")
    op.execute("create index desk_alarm_standing on desk_alarm (organisation_id, id) where state <> 'over'")
    secure_table(op, "desk_alarm")
    op.execute(
        f"""
        create table desk_alarm_step (
            organisation_id uuid not null,
            alarm_id uuid not null,
            sequence integer not null check (sequence > 0),
            happened text not null check ({one_of("happened", _HAPPENED)}),
            state text not null check ({one_of("state", _STATES)}),
            level integer not null,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, alarm_id, sequence),
            foreign key (organisation_id, alarm_id) references desk_alarm,
            check ((happened = 'raise') = (sequence = 1))
        )
        """
    )
    secure_table(op, "desk_alarm_step")
    append_only(op, "desk_alarm_step")


def _notices() -> None:
    """A morning's is once for a worker; an alarm's is once for a worker, an alarm and a level. `said_sealed` opens with
    the worker's own key."""
    op.execute(
        f"""
        create table desk_notice (
            organisation_id uuid not null,
            id uuid not null,
            worker_id uuid not null,
            kind text not null check (kind in ('alarms', 'morning')),
            level integer check (level > 0),
            day date not null,
            matters integer not null check (matters > 0),
            said_sealed bytea not null,
            state text not null check ({one_of("state", _NOTICE_STATES)}),
            changes integer not null check (changes > 0),
            attempts integer not null check (attempts >= 0),
            due_at timestamptz,
            prepared_at timestamptz not null,
            primary key (organisation_id, id),
            foreign key (organisation_id, worker_id) references desk_worker_key (organisation_id, desk_worker_id),
            check ((kind = 'alarms') = (level is not null)),
            check ((state in ('prepared', 'sending')) = (due_at is not null))
        )
        """
    )
    op.execute(
        "create unique index desk_notice_once on desk_notice (organisation_id, worker_id, day) where kind = 'morning'"
    )
    op.execute("create index desk_notice_due on desk_notice (organisation_id, due_at, id) where due_at is not null")
    op.execute("create index desk_notice_of_worker on desk_notice (organisation_id, worker_id, id)")
    secure_table(op, "desk_notice")
    op.execute(
        """
        create table desk_notice_alarm (
            organisation_id uuid not null,
            notice_id uuid not null,
            alarm_id uuid not null,
            primary key (organisation_id, notice_id, alarm_id),
            foreign key (organisation_id, notice_id) references desk_notice,
            foreign key (organisation_id, alarm_id) references desk_alarm
        )
        """
    )
    op.execute("create index desk_notice_of_alarm on desk_notice_alarm (organisation_id, alarm_id)")
    secure_table(op, "desk_notice_alarm")
    append_only(op, "desk_notice_alarm")


def _notice_steps() -> None:
    """What was handed over, as which bytes (their SHA-256)."""
    op.execute(
        f"""
        create table desk_notice_step (
            organisation_id uuid not null,
            notice_id uuid not null,
            sequence integer not null check (sequence > 0),
            happened text not null check ({one_of("happened", _NOTICE_HAPPENED)}),
            state text not null check ({one_of("state", _NOTICE_STATES)}),
            content_hash bytea check (length(content_hash) = 32),
            detail text check ({one_of("detail", _DETAILS)}),
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, notice_id, sequence),
            foreign key (organisation_id, notice_id) references desk_notice,
            check ((happened = 'prepare') = (sequence = 1)),
            check ((happened = 'begin') = (content_hash is not null))
        )
        """
    )
    secure_table(op, "desk_notice_step")
    append_only(op, "desk_notice_step")


def _mornings() -> None:
    """Once for a day, whoever rings."""
    op.execute(
        """
        create table desk_morning (
            organisation_id uuid not null references organisation,
            day date not null,
            matters integer not null check (matters >= 0),
            at timestamptz not null,
            primary key (organisation_id, day)
        )
        """
    )
    secure_table(op, "desk_morning")
    append_only(op, "desk_morning")
