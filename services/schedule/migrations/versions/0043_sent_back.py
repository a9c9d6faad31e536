"""Sending back: money that is nobody's goes to the account it came from, and what was drawn wrongly is asked back."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0043"
down_revision = "0042"

op = cast("Operations", alembic_op)

_OF_HOUSEHOLD = (
    "budget", "leefgeld", "clearing", "benefit", "toeslagen", "other", "grants", "loans", "minstand", "arrived",
)  # fmt: skip
_OF_ORGANISATION = ("bank_clearing", "household_clearing", "suspense", "written_off", "sent_back")
_MOVEMENTS = (
    ("budget", "clearing"),
    ("leefgeld", "clearing"),
    ("budget", "leefgeld"),
    ("benefit", "budget"),
    ("clearing", "arrived"),
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
    ("bank_clearing", "suspense"),
    ("suspense", "bank_clearing"),
    ("suspense", "household_clearing"),
    ("household_clearing", "suspense"),
    ("suspense", "written_off"),
    ("written_off", "suspense"),
    ("suspense", "sent_back"),
    ("sent_back", "suspense"),
    ("sent_back", "bank_clearing"),
    ("bank_clearing", "sent_back"),
)
"""The most frequent first, for a CHECK compares in this order."""

_MEANINGS = [
    "rejected", "executed", "returned", "received", "collected", "refunded", "sent_back", "came_again",
]  # fmt: skip
_STEPS = [
    "explained", "matched", "split", "mirrored", "found_otherwise", "written_off", "taken_back", "sent_back",
    "came_again", "asked_back",
]  # fmt: skip
_MEASURES = ["take_back", "write_off", "send_back"]
_GROUNDS = ["authorised", "unauthorised"]
_OUTCOMES = ["rejected", "executed", "returned"]


def upgrade() -> None:
    """No measure that waits and no row of a match changes: there are only more words."""
    _ledger()
    _words()
    _sent_back()
    _asked_back()


def _ledger() -> None:
    """Of what was filed to go back the bank never shows more than was filed."""
    pairs = ", ".join(f"('{debit}', '{credit}')" for debit, credit in _MOVEMENTS)
    op.execute("alter table ledger_entry drop constraint moves")
    op.execute(
        f"""
        alter table ledger_entry add constraint moves check (
            case when corrects is null then (debit, credit) in ({pairs}) else (credit, debit) in ({pairs}) end
        )
        """
    )
    op.execute("alter table ledger_account drop constraint of_its_kind")
    op.execute(
        f"""
        alter table ledger_account add constraint of_its_kind check (
            case when household_id is null
                then {one_of("kind", _OF_ORGANISATION)} else {one_of("kind", _OF_HOUSEHOLD)} end
        )
        """
    )
    op.execute(
        """
        create or replace function ledger_missing(
            kind text, cap bigint, debits_pending bigint, credits_pending bigint, debits_posted bigint,
            credits_posted bigint
        ) returns bigint language sql immutable as $$
            select greatest(
                -least(debits_pending, credits_pending, debits_posted, credits_posted, 0),
                case
                    when kind in ('budget', 'leefgeld', 'arrived', 'sent_back')
                        then debits_posted + debits_pending - credits_posted
                    when kind in (
                        'clearing', 'bank_clearing', 'household_clearing', 'suspense', 'written_off'
                    ) then 0
                    else greatest(
                        credits_posted + credits_pending - debits_posted,
                        debits_posted + debits_pending - credits_posted - cap
                    )
                end
            )
        $$
        """
    )


def _words() -> None:
    for table, column, words in (
        ("bank_match", "outcome", _MEANINGS),
        ("bank_exception_step", "step", _STEPS),
        ("booking_decision", "what", _MEASURES),
        ("journal_account", "account", (*_OF_HOUSEHOLD, *_OF_ORGANISATION)),
    ):
        op.execute(f"alter table {table} drop constraint {table}_{column}_check")
        op.execute(f"alter table {table} add constraint {table}_{column}_check check ({one_of(column, words)})")
    of_no_run = one_of("outcome", ["received", "collected", "refunded", "sent_back", "came_again"])
    op.execute("alter table bank_match drop constraint of_a_run")
    op.execute(f"alter table bank_match add constraint of_a_run check ((run_id is null) = ({of_no_run}))")
    op.execute(
        f"alter table booking_decision add column ground text check ({one_of('ground', _GROUNDS)}),"
        " add constraint of_what_is_asked_back check (ground is null or what = 'send_back')"
    )


def _sent_back() -> None:
    """A payment back stands in one file under one name; what the bank did with it is told behind it."""
    op.execute(
        """
        create table sent_back (
            organisation_id uuid not null,
            statement_id uuid not null,
            entry integer not null,
            part integer not null,
            number integer not null check (number > 0),
            decision_id uuid not null,
            end_to_end_id text collate "C" not null,
            message_id text collate "C" not null,
            account text not null,
            amount bigint not null check (amount > 0),
            execute_on date not null,
            filed_at timestamptz not null,
            primary key (organisation_id, statement_id, entry, part, number),
            unique (organisation_id, end_to_end_id),
            unique (organisation_id, message_id),
            unique (organisation_id, decision_id),
            foreign key (organisation_id, statement_id, entry, part) references bank_exception,
            foreign key (organisation_id, decision_id) references booking_decision,
            foreign key (organisation_id, message_id) references bank_file
        )
        """
    )
    op.execute(
        f"""
        create table sent_back_outcome (
            organisation_id uuid not null,
            end_to_end_id text collate "C" not null,
            number integer not null check (number > 0),
            outcome text not null check ({one_of("outcome", _OUTCOMES)}),
            told_on date not null,
            reason_code text,
            statement_id uuid,
            entry integer,
            part integer,
            at timestamptz not null,
            primary key (organisation_id, end_to_end_id, number),
            unique (organisation_id, end_to_end_id, outcome),
            foreign key (organisation_id, end_to_end_id) references sent_back (organisation_id, end_to_end_id),
            foreign key (organisation_id, statement_id, entry, part) references bank_booking,
            constraint told_by_a_booking check (
                num_nulls(statement_id, entry, part) = case outcome when 'rejected' then 3 else 0 end
            )
        )
        """
    )
    op.execute(
        "create index sent_back_outcome_told on sent_back_outcome (organisation_id, statement_id, entry, part)"
        " where statement_id is not null"
    )
    for table in ("sent_back", "sent_back_outcome"):
        secure_table(op, table)
        append_only(op, table)


def _asked_back() -> None:
    """What was drawn is asked back of our own bank once on each ground, and until a last day."""
    op.execute(
        f"""
        create table asked_back (
            organisation_id uuid not null,
            statement_id uuid not null,
            entry integer not null,
            part integer not null,
            ground text not null check ({one_of("ground", _GROUNDS)}),
            decision_id uuid not null,
            asked_on date not null,
            last_day date not null,
            answer_by date not null,
            primary key (organisation_id, statement_id, entry, part, ground),
            unique (organisation_id, decision_id),
            foreign key (organisation_id, statement_id, entry, part) references bank_exception,
            foreign key (organisation_id, decision_id) references booking_decision,
            constraint asked_in_time check (asked_on <= last_day and asked_on <= answer_by)
        )
        """
    )
    secure_table(op, "asked_back")
    append_only(op, "asked_back")
