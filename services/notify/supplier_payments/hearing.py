"""What schedule announces of payments marks the runs that there may be something to tell suppliers of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.database import Session, organisation_of
from services.events import PaymentOutcomeTakenBack, PaymentReturned, PaymentsExecuted, RunFiled
from services.jobs import defer_once
from services.notify.supplier_payments import repository
from services.notify.supplier_payments.repository import WHOLE_RUN
from services.notify.told.hearing import hear_of_household

ASK_PAYMENTS: Final = "ask_what_was_paid"
"""The job that asks how far the payments of every run that is marked are."""


async def hear_of_payments(
    session: Session,
    heard: Sequence[RunFiled | PaymentsExecuted | PaymentReturned | PaymentOutcomeTakenBack],
    _now: datetime,
) -> None:
    """Payments of these runs went a step further, or of one household in them."""
    marks = {
        (one.run_id, WHOLE_RUN if isinstance(one, RunFiled | PaymentsExecuted) else one.household_id) for one in heard
    }
    await repository.mark(session, sorted(marks))
    if await repository.any_to_ask(session):
        await defer_once(session, ASK_PAYMENTS, organisation_id=str(organisation_of(session)))


async def hear_of_return(session: Session, heard: Sequence[PaymentReturned], now: datetime) -> None:
    """A payment came back: its supplier may have to hear of it, and so may its household."""
    await hear_of_payments(session, heard, now)
    await hear_of_household(session, heard, now)
