"""What a notification (camt.054) tells ahead of its statement: that money of ours came back.

It proves nothing, so nothing is booked and no payment changes; the statement of the day does that. But whoever has
nothing to live on need not wait for it: the task is there at once, and the statement finds it open.
"""

from collections.abc import Sequence

from services.database import Session
from services.schedule.hand import Hand
from services.schedule.matching.booked import Booked
from services.schedule.matching.coming_back import ask_why, hold_households
from services.schedule.matching.payments import payments_named
from services.schedule.matching.submitted import Outcome, Submitted

_KNOWN = frozenset({Outcome.RETURNED, Outcome.REJECTED})


async def ring_early(session: Session, hand: Hand, booked: Sequence[Booked]) -> None:
    """Ask why each payment came back that these bookings name; what a statement or a report told before is known."""
    back = [one for one in booked if not one.is_debit and one.our_id is not None and one.doubt is None]
    named = await payments_named(session, back)
    await hold_households(session, {one.household_id for one in named.values()})
    named = await payments_named(session, back)
    payments = {one.our_id: named[one.our_id] for one in back if one.our_id in named and _is(named[one.our_id], one)}
    await ask_why(session, hand, payments.values())


def _is(payment: Submitted, booked: Booked) -> bool:
    """Whether the booking is that payment, as far as a statement would say so too."""
    says = (booked.account, booked.amount) == (payment.account, payment.amount)
    return says and payment.awaited and _KNOWN.isdisjoint(payment.outcomes)
