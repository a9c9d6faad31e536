"""What persons set in motion and several services finish: each with its steps, and what became of it."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0060"
down_revision = "0059"

op = cast("Operations", alembic_op)

_TASKS = (
    "facts_missing", "payee_missing", "bill_paid_twice", "b12_expected", "toeslag_application", "toeslag_decision",
    "toeslag_arrival", "toeslag_account_back", "youth_top_up", "review", "self_reliance_check", "hand_back",
    "end_of_relief", "aftercare", "plan_falls_short", "can_be_paid", "instruction_differs", "money_came_back",
    "duty_undecided", "extension_decision", "closing_settlement", "toeslag_missing", "toeslag_differs", "coa_debt",
    "paid_twice", "not_seen", "bridging_to_approve", "toeslag_account_astray", "toeslag_to_reclaim", "owed_at_end",
    "recall_not_met", "paid_not_booked", "booking_not_told", "arrears", "supplier_told", "proceeding",
)  # fmt: skip
_KINDS = ["start_relief", "hand_back", "stop_relief"]
_STATES = ["under_way", "waiting", "stopped", "done", "withdrawn"]
_HAPPENED = ["begin", "do", "wait", "stop", "resume", "withdraw", "end"]
_STEPS = ["to_do", "waiting", "done", "refused"]
_WHOM = ["supplier", "case_manager", "client", "bank", "registry"]


def upgrade() -> None:
    """Of one kind about one thing a household has one that has not ended. What a step needs to know is sealed."""
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")
    _proceedings()
    _steps()
    _turns()


def _proceedings() -> None:
    op.execute(
        f"""
        create table proceeding (
            organisation_id uuid not null references organisation,
            id uuid not null,
            household_id uuid not null,
            kind text not null check ({one_of("kind", _KINDS)}),
            about text collate "C" not null,
            state text not null check ({one_of("state", _STATES)}),
            attempt integer not null check (attempt > 0),
            look_at timestamptz,
            steps_sealed bytea not null,
            asked_by text not null,
            asked_at timestamptz not null,
            changed_at timestamptz not null,
            primary key (organisation_id, id),
            foreign key (organisation_id, household_id) references household,
            constraint looked_at_while_it_goes_on check ((look_at is not null) = (state in ('under_way', 'waiting')))
        )
        """
    )
    op.execute(
        "create unique index proceeding_once on proceeding (organisation_id, household_id, kind, about)"
        " where state not in ('done', 'withdrawn')"
    )
    op.execute("create index proceeding_due on proceeding (organisation_id, look_at) where look_at is not null")
    op.execute("create index proceeding_of on proceeding (organisation_id, household_id, id)")
    secure_table(op, "proceeding")


def _steps() -> None:
    op.execute(
        f"""
        create table proceeding_step (
            organisation_id uuid not null,
            proceeding_id uuid not null,
            number integer not null check (number > 0),
            key text collate "C" not null,
            state text not null check ({one_of("state", _STEPS)}),
            waits_for text check ({one_of("waits_for", _WHOM)}),
            waits_until date,
            has_task boolean not null,
            handshake_id uuid,
            refusal_sealed bytea,
            changed_at timestamptz not null,
            primary key (organisation_id, proceeding_id, number),
            unique (organisation_id, proceeding_id, key),
            foreign key (organisation_id, proceeding_id) references proceeding,
            constraint waits_for_somebody check (
                num_nonnulls(waits_for, waits_until) = case state when 'waiting' then 2 else 0 end
            ),
            constraint says_why_not check ((refusal_sealed is not null) = (state = 'refused'))
        )
        """
    )
    secure_table(op, "proceeding_step")


def _turns() -> None:
    op.execute(
        f"""
        create table proceeding_turn (
            organisation_id uuid not null,
            proceeding_id uuid not null,
            number integer not null check (number > 0),
            happened text not null check ({one_of("happened", _HAPPENED)}),
            step text,
            state text not null check ({one_of("state", _STATES)}),
            by text not null,
            at timestamptz not null,
            primary key (organisation_id, proceeding_id, number),
            foreign key (organisation_id, proceeding_id) references proceeding,
            constraint a_step_was_done_or_refused check ((step is not null) = (happened in ('do', 'stop')))
        )
        """
    )
    secure_table(op, "proceeding_turn")
    append_only(op, "proceeding_turn")
