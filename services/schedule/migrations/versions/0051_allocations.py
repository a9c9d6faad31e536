"""What payees say of our payments: booked, booked otherwise or not booked. Keys: docs/money-keys.md."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0051"
down_revision = "0050"

op = cast("Operations", alembic_op)

_TASKS = (
    "facts_missing", "payee_missing", "bill_paid_twice", "b12_expected", "toeslag_application", "toeslag_decision",
    "toeslag_arrival", "toeslag_account_back", "youth_top_up", "review", "self_reliance_check", "hand_back",
    "end_of_relief", "aftercare", "plan_falls_short", "can_be_paid", "instruction_differs", "money_came_back",
    "duty_undecided", "extension_decision", "closing_settlement", "toeslag_missing", "toeslag_differs", "coa_debt",
    "paid_twice", "not_seen", "bridging_to_approve", "toeslag_account_astray", "toeslag_to_reclaim", "owed_at_end",
    "recall_not_met", "paid_not_booked", "booking_not_told",
)  # fmt: skip
_WORDS = ["booked", "booked_otherwise", "not_booked"]
_TELLERS = ["supplier", "case_manager", "client"]
_REASONS = ["not_received", "reference_unknown", "client_unknown", "not_placed", "sent_back", "other"]


def upgrade() -> None:
    """Who is asked follows from what the bank executed; only the answers are rows. Few are not `booked`, and those are
    looked for every day."""
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")
    op.execute(
        f"""
        create table allocation_answer (
            organisation_id uuid not null,
            run_id uuid not null,
            household_id uuid not null,
            purpose text collate "C" not null,
            occasion text collate "C" not null,
            number integer not null check (number > 0),
            word text not null check ({one_of("word", _WORDS)}),
            told_on date not null,
            told_by text not null check ({one_of("told_by", _TELLERS)}),
            booked_on date,
            amount bigint check (amount >= 0),
            on_another_contract boolean not null,
            reason text check ({one_of("reason", _REASONS)}),
            by text not null,
            at timestamptz not null,
            primary key (organisation_id, run_id, household_id, purpose, occasion, number),
            foreign key (organisation_id, run_id, household_id, purpose, occasion) references payment,
            constraint says_what_its_word_says check (
                case word
                    when 'booked' then booked_on <= told_on and num_nonnulls(amount, reason) = 0
                        and not on_another_contract
                    when 'booked_otherwise' then booked_on <= told_on and reason is null
                        and (on_another_contract or amount is not null)
                    else reason is not null and num_nonnulls(booked_on, amount) = 0 and not on_another_contract
                end
            )
        )
        """
    )
    op.execute(
        "create index allocation_answer_odd on allocation_answer"
        " (organisation_id, run_id, household_id, purpose, occasion) where word <> 'booked'"
    )
    secure_table(op, "allocation_answer")
    append_only(op, "allocation_answer")
