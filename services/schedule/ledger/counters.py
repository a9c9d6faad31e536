"""The four counters of an account, and how entries add up to them; nothing else decides what an entry counts for."""

from typing import NamedTuple

from services.money import Cents


class Counters(NamedTuple):
    """What was debited and credited to an account so far, in cents: spoken for (pending) and moved (posted)."""

    debits_pending: Cents
    credits_pending: Cents
    debits_posted: Cents
    credits_posted: Cents


COUNTERS = ", ".join(Counters._fields)

_PENDING = "case stage when 'pending' then amount when 'posted' then 0 else -amount end"
_POSTED = "case when stage in ('posted', 'executed') then amount else 0 end"


def added_up(entries: str, of: str) -> str:
    """SQL: what `entries` (a table with its condition) do to each account of a book, the books being told apart by
    the columns `of`.

    What executes or releases takes away from pending what the pending entry had put there: both name the same amount
    and accounts, so each row counts for itself.
    """
    return f"""
        select {of}, kind, {", ".join(f"sum({counter})::bigint as {counter}" for counter in Counters._fields)}
        from (
            select {of}, debit as kind, {_PENDING} as debits_pending, 0 as credits_pending,
                {_POSTED} as debits_posted, 0 as credits_posted from {entries}
            union all
            select {of}, credit, 0, {_PENDING}, 0, {_POSTED} from {entries}
        ) moved group by {of}, kind
    """
