"""The plan hears of what nobody decided yet and of deferrals; and a supplier that nobody asked is an alarm."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of

revision = "0012"
down_revision = "0011"

op = cast("Operations", alembic_op)

_ALARMS = (
    "two_payers",
    "no_payer",
    "supplier_silent",
    "supplier_not_asked",
    "mandate_dormant",
    "amount_beyond_consent",
    "account_not_verified",
    "advance_too_low",
    "authorisation_refused",
    "papers_missing",
)


def upgrade() -> None:
    """One door more for two words, and one kind of alarm more."""
    op.execute(
        """
        update door set hears = hears
            || array['nl.ontzorg.mandates.duty.changed', 'nl.ontzorg.mandates.deferral.changed']
        where name = 'schedule'
        """
    )
    op.execute("alter table alarm drop constraint alarm_kind_check")
    op.execute(f"alter table alarm add constraint alarm_kind_check check ({one_of('kind', _ALARMS)})")
