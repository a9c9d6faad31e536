"""Whose money a booking is: what suppliers draw, what comes in, what a person said of a payer, what nobody knows.

Every booked cent is in the ledger from here on: what no rule explains stands on `suspense` until somebody does.
"""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0027"
down_revision = "0026"

op = cast("Operations", alembic_op)

_OF_HOUSEHOLD = (
    "budget", "leefgeld", "clearing", "benefit", "toeslagen", "other", "grants", "loans", "minstand", "arrived",
)  # fmt: skip
_OF_ORGANISATION = ("bank_clearing", "household_clearing", "suspense", "written_off")
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
)
"""The most frequent first, for a CHECK compares in this order."""

_OUTCOMES = ["rejected", "executed", "returned", "received", "collected", "refunded"]
_RULES = ["end_to_end_id", "batch", "reference", "mandate", "account", "remembered", "mirrored"]
_ODDITIES = [
    "doubted", "no_such_payment", "not_in_a_file", "amount_differs", "another_account", "executed_twice",
    "executed_after_rejection", "rejected_after_execution", "back_before_it_went", "back_twice", "batch_differs",
    "debit_without_mandate", "not_expected", "collected_twice", "paid_twice", "several_fit", "money_short",
    "unknown_debit", "unknown_credit",
]  # fmt: skip
_ENDS = ["explained", "matched", "split", "sent_back", "written_off", "mirrored"]


def upgrade() -> None:
    """What was matched before stays as it is; exceptions from before are not on `suspense`, and say so."""
    _payments()
    _ledger()
    _matches()
    _shares()
    _remembered()


def _payments() -> None:
    """What a supplier draws is known by the mark of its mandate, month by month."""
    op.execute("alter table payment add column mandate bytea")
    op.execute(
        "create index payment_mandate on payment (organisation_id, month, mandate)"
        " where mandate is not null and (live or came_back is not null)"
    )
    op.execute("drop view payment_of_run")
    op.execute(
        """
        create view payment_of_run with (security_invoker = true) as
        select payment.*, file.number as file_number,
            case
                when came_back is not null then came_back
                when not live then case when reason is null then 'withdrawn' else 'held' end
                when file.number is null and run.state not in ('frozen', 'filed') then 'proposed'
                when file.number is not null or route = 'supplier_pulls' then case when exists (
                    select from payment_outcome as told
                    where told.organisation_id = payment.organisation_id and told.run_id = payment.run_id
                    and told.end_to_end_id = payment.end_to_end_id and told.outcome = 'executed'
                ) then 'executed' when file.number is null then 'expected' else 'submitted' end
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
    op.execute(
        "alter table expected_income add column received bigint not null default 0 check (received >= 0),"
        " add column receipts integer not null default 0 check (receipts >= 0)"
    )


def _ledger() -> None:
    """What came in may be more than what went out, so `clearing` has no limit of its own any more."""
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
                    when kind in ('budget', 'leefgeld', 'arrived') then debits_posted + debits_pending - credits_posted
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


def _matches() -> None:
    """A match may be of no run: what came in, and what a supplier drew on a person's word."""
    op.execute("alter table bank_match alter column run_id drop not null")
    op.execute("alter table bank_match drop constraint bank_match_rule_check")
    op.execute("alter table bank_match drop constraint bank_match_outcome_check")
    op.execute(f"alter table bank_match add constraint bank_match_rule_check check ({one_of('rule', _RULES)})")
    op.execute(f"alter table bank_match add constraint bank_match_outcome_check check ({one_of('outcome', _OUTCOMES)})")
    op.execute(
        "alter table bank_match add column mirrors_statement_id uuid, add column mirrors_entry integer,"
        " add column mirrors_part integer, add constraint mirrors_a_booking check"
        " (num_nulls(mirrors_statement_id, mirrors_entry, mirrors_part)"
        " = case when outcome = 'refunded' then 0 else 3 end)"
    )
    op.execute(
        "alter table bank_match add constraint of_a_run check"
        " ((run_id is null) = (outcome in ('received', 'collected', 'refunded')))"
    )
    op.execute("alter table bank_exception drop constraint bank_exception_oddity_check")
    op.execute(
        f"alter table bank_exception add constraint bank_exception_oddity_check check ({one_of('oddity', _ODDITIES)})"
    )
    op.execute("alter table bank_exception add column in_suspense boolean not null default false")
    op.execute(f"alter table bank_exception add column ended_as text check ({one_of('ended_as', _ENDS)})")
    op.execute("alter table bank_exception drop constraint closed_as_a_whole")
    op.execute(
        "alter table bank_exception add constraint closed_as_a_whole check (num_nulls(closed_at, closed_by) in (0, 2)"
        " and (ended_as is null or closed_at is not null)"
        " and (closed_at is null or why_sealed is not null or ended_as = 'mirrored'))"
    )


def _shares() -> None:
    """What of a booking is whose; a share that was wrong is taken back by another, with its number."""
    op.execute(
        """
        create table bank_share (
            organisation_id uuid not null,
            statement_id uuid not null,
            entry integer not null,
            part integer not null,
            number integer not null check (number > 0),
            household_id uuid not null,
            month integer not null,
            subject text collate "C" not null,
            ledger_subject text collate "C" not null,
            amount bigint not null check (amount > 0),
            takes_back integer check (takes_back < number),
            by text not null,
            at timestamptz not null,
            primary key (organisation_id, statement_id, entry, part, number),
            foreign key (organisation_id, statement_id, entry, part) references bank_booking,
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    op.execute("create index bank_share_of_household on bank_share (organisation_id, month, household_id, subject)")
    op.execute(
        "create unique index bank_share_taken_back_once on bank_share"
        " (organisation_id, statement_id, entry, part, takes_back) where takes_back is not null"
    )
    secure_table(op, "bank_share")
    append_only(op, "bank_share")


def _remembered() -> None:
    """What a person confirmed of a payer or a collector: whose its money is, and by which words that is known.

    The account and the words are keyed marks; without a household it is what this payer pays to everybody.
    """
    op.execute(
        """
        create table remembered_payer (
            organisation_id uuid not null references organisation (id),
            id uuid not null,
            direction text not null check (direction in ('credit', 'debit')),
            counterparty bytea not null,
            words bytea[] not null,
            kind text not null,
            household_id uuid,
            amount bigint check (amount > 0),
            remembered_by text not null,
            remembered_at timestamptz not null,
            forgotten_by text,
            forgotten_at timestamptz,
            primary key (organisation_id, id),
            foreign key (organisation_id, household_id) references household,
            constraint forgotten_as_a_whole check (num_nulls(forgotten_by, forgotten_at) in (0, 2)),
            constraint a_debit_is_of_somebody check (direction = 'credit' or household_id is not null),
            constraint of_somebody_by_words check (household_id is not null or amount is null)
        )
        """
    )
    op.execute(
        "create unique index remembered_payer_once on remembered_payer"
        " (organisation_id, direction, counterparty, words, kind, coalesce(household_id, organisation_id))"
        " where forgotten_at is null"
    )
    secure_table(op, "remembered_payer")
