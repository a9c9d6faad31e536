"""The four counters of an account."""

from typing import NamedTuple

from services.money import Cents


class Counters(NamedTuple):
    """What was debited and credited to an account so far, in cents: spoken for (pending) and moved (posted)."""

    debits_pending: Cents
    credits_pending: Cents
    debits_posted: Cents
    credits_posted: Cents


COUNTERS = ", ".join(Counters._fields)
