"""The attempts at a payment. One that was released, or came back, stays as it is; the next has a number behind its
subject."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Text, Uuid

from services.database import ReadSession
from services.months import Month

_MARK = "#"
LAST = "#~"
"""Behind a subject, what all attempts at it come before, and no other subject."""

_RELEASED = text(
    f"""
    select book_id, month, split_part(subject, '{_MARK}', 1), count(*)::integer from (
        select book_id, month, subject from ledger_entry
        where stage = 'released' and month = any(:months) and book_id = any(:books)
        union all
        select book_id, month, corrects from ledger_entry
        where debit = 'clearing' and corrects is not null and month = any(:months) and book_id = any(:books)
    ) as given_up group by 1, 2, 3
    """
).bindparams(bindparam("months", type_=ARRAY(Integer)), bindparam("books", type_=ARRAY(Uuid)))
_STANDING = text(
    f"""
    select asked.book_id, asked.month, asked.subject, standing.subject
    from unnest(:books, :months, :subjects) as asked (book_id, month, subject) cross join lateral (
        select subject from ledger_entry as entry
        where entry.month = asked.month and entry.book_id = asked.book_id
        and entry.subject between asked.subject and asked.subject || '{LAST}'
        and not entry.resolves and entry.stage = 'pending' and not exists (
            select from ledger_entry as done where done.month = entry.month and done.book_id = entry.book_id
            and done.subject = entry.subject and done.resolves
        )
        limit 1
    ) as standing
    """
).bindparams(
    bindparam("books", type_=ARRAY(Uuid)),
    bindparam("months", type_=ARRAY(Integer)),
    bindparam("subjects", type_=ARRAY(Text)),
)


"""One attempt at most is spoken for. Each is looked up by its key: a ledger never analysed would be read whole."""


class Booked(NamedTuple):
    """What a payment is booked for: in which book and month, under which subject without the number of an attempt."""

    book_id: UUID
    month: Month
    subject: str


def attempt(subject: str, number: int) -> str:
    """The subject of the attempt with this number; the first has none."""
    return subject if number == 1 else f"{subject}{_MARK}{number}"


def next_attempt(subject: str) -> str:
    """The subject of the attempt after the one with this subject."""
    first, _, number = subject.partition(_MARK)
    return attempt(first, int(number or 1) + 1)


async def released_before(
    session: ReadSession, books: Collection[UUID], months: Collection[Month]
) -> dict[UUID, dict[tuple[Month, str], int]]:
    """By book how many attempts were released, or came back from the bank, of what has any in these months."""
    found: dict[UUID, dict[tuple[Month, str], int]] = defaultdict(dict)
    asked = {"books": list(books), "months": list(months)}
    for book_id, month, subject, released in await session.execute(_RELEASED, asked):
        found[book_id][month, subject] = released
    return found


async def standing_attempts(session: ReadSession, wanted: Sequence[Booked]) -> dict[Booked, str]:
    """The subject of the attempt that is spoken for and neither executed nor released, of what has one."""
    asked = {
        "books": [one.book_id for one in wanted],
        "months": [one.month for one in wanted],
        "subjects": [one.subject for one in wanted],
    }
    return {Booked(*key): subject for *key, subject in await session.execute(_STANDING, asked)}
