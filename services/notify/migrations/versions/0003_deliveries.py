"""What a supplier is to be told: a row for each subscription that wants it."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import secure_table

revision = "0003"
down_revision = "0002"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """Once for an event and a subscription; `sequence` numbers the events of a subject, as the service that announced
    them does. `data` is what may leave the house, as it was when the event was heard.
    """
    op.execute(
        """
        create table delivery (
            organisation_id uuid not null,
            subscription_id uuid not null,
            event_id uuid not null,
            type text not null,
            subject text not null,
            sequence bigint not null check (sequence > 0),
            happened_at timestamptz not null,
            data jsonb not null,
            owed_at timestamptz not null,
            primary key (organisation_id, subscription_id, event_id),
            foreign key (organisation_id, subscription_id) references subscription
        )
        """
    )
    op.execute("create unique index delivery_order on delivery (organisation_id, subscription_id, subject, sequence)")
    secure_table(op, "delivery")
