"""What the bank did with our payments: matched with its bookings, executed, come back; and what does not fit."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0023"
down_revision = "0022"

op = cast("Operations", alembic_op)

_OUTCOMES = ["rejected", "executed", "returned"]
_RULES = ["end_to_end_id", "batch"]
_ODDITIES = [
    "doubted", "no_such_payment", "not_in_a_file", "amount_differs", "another_account", "executed_twice",
    "executed_after_rejection", "rejected_after_execution",
    "back_before_it_went", "back_twice", "batch_differs", "unknown_debit", "unknown_credit",
]  # fmt: skip
_MOVEMENTS = (
    ("budget", "clearing"),
    ("leefgeld", "clearing"),
    ("budget", "leefgeld"),
    ("benefit", "budget"),
    ("toeslagen", "budget"),
    ("clearing", "benefit"),
    ("minstand", "budget"),
    ("budget", "minstand"),
    ("other", "budget"),
    ("grants", "budget"),
    ("loans", "budget"),
    ("budget", "loans"),
    ("household_clearing", "bank_clearing"),
    ("bank_clearing", "household_clearing"),
)
"""The most frequent first, for a CHECK compares in this order."""

_TASKS = (
    "facts_missing", "payee_missing", "bill_paid_twice", "b12_expected", "toeslag_application", "toeslag_decision",
    "toeslag_arrival", "toeslag_account_back", "youth_top_up", "review", "self_reliance_check", "hand_back",
    "end_of_relief", "aftercare", "plan_falls_short", "can_be_paid", "instruction_differs", "money_came_back",
)  # fmt: skip
_CURES = ["another_account", "once_more", "ask"]


def upgrade() -> None:
    """The matching follows the statements of each account, so it begins with the first that was taken in."""
    _outcomes()
    _payments()
    _ledger()
    _matches()
    _exceptions()


def _payments() -> None:
    """A payment that came back stands in its file for ever, and holds its key no longer."""
    op.execute("alter table payment add column came_back text check (came_back in ('rejected', 'returned'))")
    op.execute("alter table payment add constraint came_back_is_over check (came_back is null or not live)")
    op.execute("drop view payment_of_run")
    op.execute(
        """
        create view payment_of_run with (security_invoker = true) as
        select payment.*, file.number as file_number,
            case
                when came_back is not null then came_back
                when not live then case when reason is null then 'withdrawn' else 'held' end
                when file.number is not null then case when exists (
                    select from payment_outcome as told
                    where told.organisation_id = payment.organisation_id and told.run_id = payment.run_id
                    and told.end_to_end_id = payment.end_to_end_id and told.outcome = 'executed'
                ) then 'executed' else 'submitted' end
                when run.state not in ('frozen', 'filed') then 'proposed'
                when route = 'supplier_pulls' then 'expected'
                when route = 'benefit_system_withholds' and run.state = 'filed' then 'submitted'
                else 'ready'
            end as state
        from payment join payment_run as run
        on run.organisation_id = payment.organisation_id and run.id = payment.run_id
        left join lateral (
            select number from payment_file
            where payment_file.organisation_id = payment.organisation_id and payment_file.run_id = payment.run_id
            and payment_file.municipality = payment.municipality
            and (execute_on, household_id, purpose, occasion)
                <= (last_execute_on, last_household_id, last_purpose, last_occasion)
            order by number limit 1
        ) as file on (payment.live or payment.came_back is not null) and payment.route = 'we_push'
        """
    )


def _ledger() -> None:
    """Money comes back to the bank account too. Which attempts at a payment came back is asked of every household that
    is paid, and seldom there are any."""
    pairs = ", ".join(f"('{debit}', '{credit}')" for debit, credit in _MOVEMENTS)
    op.execute("alter table ledger_entry drop constraint moves")
    op.execute(
        f"""
        alter table ledger_entry add constraint moves check (
            case when corrects is null then (debit, credit) in ({pairs}) else (credit, debit) in ({pairs}) end
        )
        """
    )
    op.execute(
        "create index ledger_entry_came_back on ledger_entry (organisation_id, month, book_id)"
        " where debit = 'clearing' and corrects is not null"
    )
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")


def _outcomes() -> None:
    """What the bank told of a payment, in order; it is executed once, and comes back once.

    What came back waits by its key: paid again it is only where the cure allows it, or a person does.
    """
    op.execute(
        f"""
        create table payment_outcome (
            organisation_id uuid not null,
            run_id uuid not null,
            end_to_end_id text collate "C" not null,
            number integer not null check (number > 0),
            outcome text not null check ({one_of("outcome", _OUTCOMES)}),
            told_on date not null,
            reason_code text,
            subject text not null,
            statement_id uuid,
            entry integer,
            part integer,
            at timestamptz not null,
            primary key (organisation_id, run_id, end_to_end_id, number),
            foreign key (organisation_id, run_id) references payment_run (organisation_id, id)
        )
        """
    )
    op.execute(
        "create unique index payment_outcome_once on payment_outcome (organisation_id, run_id, end_to_end_id, outcome)"
    )
    secure_table(op, "payment_outcome")
    append_only(op, "payment_outcome")
    op.execute(
        f"""
        create table payment_came_back (
            organisation_id uuid not null,
            household_id uuid not null,
            month integer not null,
            purpose text not null,
            occasion text not null,
            times integer not null check (times > 0),
            run_id uuid not null,
            account_id uuid,
            reason_code text,
            cure text not null check ({one_of("cure", _CURES)}),
            since date not null,
            decided_by text,
            decided_at timestamptz,
            why_sealed bytea,
            primary key (organisation_id, household_id, month, purpose, occasion),
            foreign key (organisation_id, household_id) references household,
            constraint decided_as_a_whole check (num_nulls(decided_by, decided_at, why_sealed) in (0, 3))
        )
        """
    )
    secure_table(op, "payment_came_back")


def _matches() -> None:
    """Every booked entry of a statement that was taken in is matched once, or is an exception."""
    op.execute(
        f"""
        create table bank_match (
            organisation_id uuid not null,
            statement_id uuid not null,
            entry integer not null,
            part integer not null,
            rule text not null check ({one_of("rule", _RULES)}),
            outcome text not null check ({one_of("outcome", _OUTCOMES)}),
            run_id uuid not null,
            payments integer not null check (payments > 0),
            amount bigint not null check (amount > 0),
            primary key (organisation_id, statement_id, entry, part),
            foreign key (organisation_id, statement_id, entry, part) references bank_booking
        )
        """
    )
    secure_table(op, "bank_match")
    append_only(op, "bank_match")
    op.execute(
        """
        create table statement_matching (
            organisation_id uuid not null,
            account text not null,
            place bigint not null check (place >= 0),
            entry integer not null check (entry >= 0),
            part integer not null check (part >= 0),
            primary key (organisation_id, account),
            foreign key (organisation_id, account) references statement_account
        )
        """
    )
    secure_table(op, "statement_matching")


def _exceptions() -> None:
    """What does not fit is somebody's work, until it is explained; the booking itself is never changed. What a status
    report says has the report's file where a booking has its statement."""
    op.execute(
        f"""
        create table bank_exception (
            organisation_id uuid not null,
            statement_id uuid not null,
            entry integer not null,
            part integer not null,
            oddity text not null check ({one_of("oddity", _ODDITIES)}),
            amount bigint not null,
            direction text not null check (direction in ('credit', 'debit')),
            booked_on date not null,
            household_id uuid,
            run_id uuid,
            end_to_end_id text,
            raised_at timestamptz not null,
            due_on date not null,
            closed_at timestamptz,
            closed_by text,
            why_sealed bytea,
            primary key (organisation_id, statement_id, entry, part),
            foreign key (organisation_id, household_id) references household,
            constraint closed_as_a_whole check (num_nulls(closed_at, closed_by, why_sealed) in (0, 3))
        )
        """
    )
    op.execute(
        "create index bank_exception_open on bank_exception (organisation_id, due_on, statement_id, entry, part)"
        " where closed_at is null"
    )
    secure_table(op, "bank_exception")
