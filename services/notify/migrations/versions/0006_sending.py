"""What becomes of a delivery, every attempt at it, and the pace of each subscription."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0006"
down_revision = "0005"

op = cast("Operations", alembic_op)

_STATES = ("owed", "sending", "delivered", "exhausted", "cancelled")
_FAILURES = (
    "address_refused",
    "unknown_host",
    "unreachable",
    "not_trusted",
    "too_slow",
    "broken_off",
    "interrupted",
)


_HAPPENED = ("subscribe", "change", "rotate", "warn", "disable", "enable", "remove")
_CAUSES = ("gone", "only_fails")


def upgrade() -> None:
    _steps()
    _deliveries()
    _attempts()
    _lanes()


def _steps() -> None:
    """A step that the sender took has a cause, one that a person took a reason."""
    op.execute(
        f"""
        alter table subscription_step
            add column cause text check ({one_of("cause", _CAUSES)}),
            drop constraint subscription_step_happened_check,
            add constraint subscription_step_happened_check check ({one_of("happened", _HAPPENED)}),
            drop constraint subscription_step_check1,
            add constraint subscription_step_reason_check check (
                case happened when 'remove' then reason_sealed is not null and cause is null
                    when 'disable' then (reason_sealed is null) <> (cause is null)
                    when 'warn' then reason_sealed is null and cause = 'only_fails'
                    else reason_sealed is null and cause is null end
            )
        """
    )


def _deliveries() -> None:
    """`attempts` counts all there were, `tries` those since it was last owed. What was owed before there was a sender
    is due at once, but for whom nothing is sent to any more; the owner looks at all organisations for that.
    """
    op.execute(
        f"""
        alter table delivery
            add column state text not null default 'owed' check ({one_of("state", _STATES)}),
            add column attempts integer not null default 0 check (attempts >= 0),
            add column tries integer not null default 0 check (tries between 0 and attempts),
            add column due_at timestamptz default 'epoch',
            add column settled_at timestamptz
        """
    )
    op.execute("alter table delivery no force row level security")
    op.execute("alter table subscription no force row level security")
    op.execute(
        """
        update delivery set state = 'cancelled', due_at = null, settled_at = owed_at from subscription
        where (subscription.organisation_id, subscription.id) = (delivery.organisation_id, delivery.subscription_id)
        and subscription.state <> 'active'
        """
    )
    op.execute("alter table delivery force row level security")
    op.execute("alter table subscription force row level security")
    op.execute(
        """
        alter table delivery
            alter column due_at drop default,
            add constraint delivery_due_check check ((state in ('owed', 'sending')) = (due_at is not null)),
            add constraint delivery_settled_check check ((state in ('owed', 'sending')) = (settled_at is null))
        """
    )
    op.execute(
        "create index delivery_due on delivery (organisation_id, subscription_id, due_at, event_id)"
        " where due_at is not null"
    )


def _attempts() -> None:
    """An answer, or why there was none; of what is said beside a refusal the first bytes, sealed."""
    op.execute(
        f"""
        create table delivery_attempt (
            organisation_id uuid not null,
            subscription_id uuid not null,
            event_id uuid not null,
            number integer not null check (number > 0),
            at timestamptz not null,
            milliseconds integer not null check (milliseconds >= 0),
            status smallint,
            failure text check ({one_of("failure", _FAILURES)}),
            said_sealed bytea,
            primary key (organisation_id, subscription_id, event_id, number),
            foreign key (organisation_id, subscription_id, event_id) references delivery,
            check ((status is null) <> (failure is null))
        )
        """
    )
    secure_table(op, "delivery_attempt")
    append_only(op, "delivery_attempt")


def _lanes() -> None:
    """Who sends to a subscription (the holder of `token`, until `held_until`), and how its endpoint does."""
    op.execute(
        """
        create table delivery_lane (
            organisation_id uuid not null,
            subscription_id uuid not null,
            token bigint not null check (token > 0),
            held_until timestamptz,
            failures integer not null default 0 check (failures >= 0),
            failing_since timestamptz,
            rests_until timestamptz,
            noticed_at timestamptz,
            primary key (organisation_id, subscription_id),
            foreign key (organisation_id, subscription_id) references subscription,
            check ((failures = 0) = (failing_since is null)),
            check (failures > 0 or (rests_until, noticed_at) is not distinct from (null, null))
        )
        """
    )
    secure_table(op, "delivery_lane")
