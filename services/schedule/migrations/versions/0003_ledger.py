"""The ledger (books, accounts, entries, what was verified) and the bank files that were made from it."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.database import service_role
from services.migration import append_only, one_of, secure_table

revision = "0003"
down_revision = "0002"

op = cast("Operations", alembic_op)

_OF_HOUSEHOLD = ("budget", "leefgeld", "clearing", "benefit", "toeslagen", "other", "grants", "loans", "minstand")
_OF_ORGANISATION = ("bank_clearing", "household_clearing")
_MOVEMENTS = (
    ("budget", "clearing"),
    ("leefgeld", "clearing"),
    ("budget", "leefgeld"),
    ("benefit", "budget"),
    ("toeslagen", "budget"),
    ("minstand", "budget"),
    ("budget", "minstand"),
    ("other", "budget"),
    ("grants", "budget"),
    ("loans", "budget"),
    ("budget", "loans"),
    ("household_clearing", "bank_clearing"),
)
"""The most frequent first, for a CHECK compares in this order."""

_COUNTERS = ("debits_pending", "credits_pending", "debits_posted", "credits_posted")


def upgrade() -> None:
    _missing()
    _accounts()
    _limits()
    _entries()
    _changes()
    _closings()
    _bank_files()


def _missing() -> None:
    """How many cents too many were taken from an account, or paid back on it; 0 while it is within its limits.

    One rule for the query that tells beforehand who does not fit and for the CHECK behind it: nothing is released that
    was not pending, what is held cannot be spent twice, what came in cannot be given back twice, and a minstand stays
    within what was approved.
    """
    op.execute(
        """
        create function ledger_missing(
            kind text, cap bigint, debits_pending bigint, credits_pending bigint, debits_posted bigint,
            credits_posted bigint
        ) returns bigint language sql immutable as $$
            select greatest(
                -least(debits_pending, credits_pending, debits_posted, credits_posted, 0),
                case
                    when kind in ('budget', 'leefgeld', 'clearing') then debits_posted + debits_pending - credits_posted
                    when kind in ('bank_clearing', 'household_clearing') then 0
                    else greatest(
                        credits_posted + credits_pending - debits_posted,
                        debits_posted + debits_pending - credits_posted - cap
                    )
                end
            )
        $$
        """
    )


def _accounts() -> None:
    """Counters of what the entries add up to; `cap` is the approved minstand, and nothing on any other account.

    That the household is there is asked once for all accounts that a batch opens. A foreign key asks for each of them,
    and again when it moves in the same transaction: a third of what a first month takes.
    """
    counters = ", ".join(f"{counter} bigint not null" for counter in _COUNTERS)
    op.execute(
        f"""
        create table ledger_account (
            organisation_id uuid not null,
            book_id uuid not null,
            household_id uuid,
            kind text not null,
            {counters},
            cap bigint,
            primary key (organisation_id, book_id, kind),
            constraint of_its_book check (book_id = coalesce(household_id, organisation_id)),
            constraint of_its_kind check (
                case when household_id is null
                    then {one_of("kind", _OF_ORGANISATION)} else {one_of("kind", _OF_HOUSEHOLD)} end
            ),
            constraint capped check ((kind = 'minstand') = (cap is not null) and cap >= 0),
            constraint within_limits check (ledger_missing(kind, cap, {", ".join(_COUNTERS)}) = 0)
        ) with (fillfactor = 45)
        """
    )
    secure_table(op, "ledger_account")
    _keep_rows("ledger_account")
    _keep_rows("household")  # whose accounts would be left without an owner: no foreign key looks up each of them


def _limits() -> None:
    op.execute(
        """
        create table ledger_limit (
            organisation_id uuid not null,
            household_id uuid not null,
            number integer not null check (number > 0),
            cap bigint not null check (cap >= 0),
            approved_on date not null,
            decision text not null,
            primary key (organisation_id, household_id, number),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    secure_table(op, "ledger_limit")
    append_only(op, "ledger_limit")


def _entries() -> None:
    """One amount from one account to another of the same book, so that none can be out of balance.

    The key leads with the month that the money is for, so that two years of history lie behind and cost nothing; and
    it holds an entry, and what resolves it, once. No foreign key to the accounts: that would look up each row twice,
    and the counters that move with the entries cannot move on an account that is not there.
    """
    pairs = ", ".join(f"('{debit}', '{credit}')" for debit, credit in _MOVEMENTS)
    op.execute(
        f"""
        create table ledger_entry (
            organisation_id uuid not null,
            book_id uuid not null,
            month integer not null,
            booked_on date not null,
            amount bigint not null check (amount > 0),
            resolves boolean not null,
            stage text not null,
            debit text not null,
            credit text not null,
            subject text collate "C" not null,
            corrects text collate "C",
            primary key (organisation_id, month, book_id, subject, resolves),
            constraint in_turn check (
                case when resolves then {one_of("stage", ["executed", "released"])}
                    else {one_of("stage", ["pending", "posted"])} end
            ),
            constraint moves check (
                case when corrects is null then (debit, credit) in ({pairs}) else (credit, debit) in ({pairs}) end
            )
        )
        """
    )
    op.execute("create index ledger_entry_booked_on on ledger_entry using brin (organisation_id, booked_on)")
    secure_table(op, "ledger_entry")
    append_only(op, "ledger_entry")


def _changes() -> None:
    """What a batch does to each account, from the table it came in by, in the order in which accounts are locked.

    `rows 1` lets PostgreSQL look each account up by its key, in that order, instead of reading the whole ledger for a
    batch, or, where it was never analysed, searching it once for each pair.
    """
    op.execute(
        f"""
        create function ledger_incoming_changes() returns table (
            book_id uuid, kind text, {", ".join(f"{counter} bigint" for counter in _COUNTERS)}
        ) language plpgsql rows 1 as $$
        #variable_conflict use_column
        begin
            return query select book_id, kind, {", ".join(_COUNTERS)} from incoming_change order by book_id, kind;
        end $$
        """
    )


def _closings() -> None:
    """Through which day the ledger was verified, and what the counters were at its end."""
    op.execute(
        "create table ledger_closing ("
        "organisation_id uuid primary key references organisation, verified_through date not null)"
    )
    counters = ", ".join(f"{counter} bigint not null" for counter in _COUNTERS)
    op.execute(
        f"""
        create table ledger_closing_balance (
            organisation_id uuid not null,
            book_id uuid not null,
            kind text not null,
            {counters},
            primary key (organisation_id, book_id, kind)
        ) with (fillfactor = 45)
        """
    )
    for table in ("ledger_closing", "ledger_closing_balance"):
        secure_table(op, table)
        _keep_rows(table)


def _bank_files() -> None:
    op.execute(
        """
        create table bank_file (
            organisation_id uuid not null references organisation,
            message_id text collate "C" not null,
            name text not null,
            bytes bigint not null check (bytes > 0),
            items integer not null check (items > 0),
            amount bigint not null check (amount > 0),
            sha1 text not null check (sha1 ~ '^[0-9a-f]{40}$'),
            sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
            kept_at timestamptz not null,
            primary key (organisation_id, message_id)
        )
        """
    )
    op.execute(
        """
        create table bank_file_chunk (
            organisation_id uuid not null,
            message_id text collate "C" not null,
            number integer not null check (number > 0),
            content bytea not null,
            primary key (organisation_id, message_id, number),
            foreign key (organisation_id, message_id) references bank_file deferrable initially deferred
        )
        """
    )
    op.execute("alter table bank_file_chunk alter column content set storage external")
    for table in ("bank_file", "bank_file_chunk"):
        secure_table(op, table)
        append_only(op, table)


def _keep_rows(table: str) -> None:
    """Its rows change and never go."""
    op.execute(f"revoke delete on {table} from {service_role('schedule')}")
