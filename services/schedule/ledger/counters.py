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
SUMS = ", ".join(f"sum({counter})::bigint as {counter}" for counter in Counters._fields)


def added_up(entries: str, of: str) -> str:
    """SQL: what `entries` (the rest of a FROM) come to on each account; `of` is the columns that name a book.

    A pending entry speaks for its amount; executed or released, it no longer does; executed or posted at once, the
    amount has moved. What resolves is of the same amount and accounts as what it resolves, so each row counts alone.
    """
    return f"""
        select {of}, kind, {SUMS} from (
            with moving as (
                select {of}, debit, credit,
                    case stage when 'pending' then amount when 'posted' then 0 else -amount end as pending,
                    case when stage in ('executed', 'posted') then amount else 0 end as posted
                from {entries}
            )
            select {of}, debit as kind, pending as debits_pending, 0 as credits_pending, posted as debits_posted,
                0 as credits_posted from moving
            union all
            select {of}, credit, 0, pending, 0, posted from moving
        ) side group by {of}, kind
    """
