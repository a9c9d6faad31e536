"""Letters about bills that are said not to be paid, and what suppliers told by webhook. Keys: docs/money-keys.md."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.furniture import keep_words, let_words_wait
from services.migration import append_only, one_of, secure_table

revision = "0053"
down_revision = "0052"

op = cast("Operations", alembic_op)

_TASKS = (
    "facts_missing", "payee_missing", "bill_paid_twice", "b12_expected", "toeslag_application", "toeslag_decision",
    "toeslag_arrival", "toeslag_account_back", "youth_top_up", "review", "self_reliance_check", "hand_back",
    "end_of_relief", "aftercare", "plan_falls_short", "can_be_paid", "instruction_differs", "money_came_back",
    "duty_undecided", "extension_decision", "closing_settlement", "toeslag_missing", "toeslag_differs", "coa_debt",
    "paid_twice", "not_seen", "bridging_to_approve", "toeslag_account_astray", "toeslag_to_reclaim", "owed_at_end",
    "recall_not_met", "paid_not_booked", "booking_not_told", "arrears", "supplier_told",
)  # fmt: skip
_STAGES = ("reminder", "final_notice", "collection", "ending")
_TOLD_BY = ("supplier", "supporter", "case_manager")


def upgrade() -> None:
    """A letter is a row once, whoever tells of it; what was known of the bill when it was told stays as it was."""
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")
    op.execute(
        f"""
        create table arrears (
            organisation_id uuid not null,
            id uuid not null,
            household_id uuid not null,
            supplier_id uuid not null,
            cost text not null,
            month integer not null,
            sum bigint not null check (sum > 0),
            stage text not null check ({one_of("stage", _STAGES)}),
            letter_on date not null,
            told_by text not null check ({one_of("told_by", _TOLD_BY)}),
            word_id uuid,
            state text not null check (state in ('refuted', 'open')),
            still_open bigint not null check (still_open >= 0),
            end_to_end_id text,
            paid_amount bigint,
            paid_on date,
            at timestamptz not null,
            by text not null,
            primary key (organisation_id, id),
            foreign key (organisation_id, household_id) references household,
            check ((state = 'refuted') = (still_open = 0)),
            check (state = 'open' or end_to_end_id is not null),
            check ((end_to_end_id is null) = (paid_amount is null) and (paid_amount is null) = (paid_on is null))
        )
        """
    )
    op.execute(
        "create unique index arrears_once on arrears (organisation_id, household_id, cost, month, stage, letter_on)"
    )
    secure_table(op, "arrears")
    append_only(op, "arrears")
    keep_words(op)
    let_words_wait(op)
    op.execute(
        """
        update door set hears = hears
            || array['nl.ontzorg.schedule.word.answered', 'nl.ontzorg.schedule.arrears.answered']
        where name = 'notify'
        """
    )
