"""Journals on the wire, as the service says it and as others read it."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from services.schedule.books.account_group import AccountGroup
from services.schedule.ledger.entry import AccountKind
from services.wire import Instant, Money, Wire

Code = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,19}$"), Field(examples=["1310", "A.131-02"])
]
AccountName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class NewJournalExport(Wire):
    """Up to and including which day is exported; it begins where the export before it ended."""

    through: Annotated[date, Field(description="A day that is over", examples=["2026-03-31"])]


class JournalExport(Wire):
    """The journal of some days: how many postings it has, what they come to, and the figures of its bytes."""

    number: int
    since: Annotated[date, Field(alias="from")]
    through: date
    entries: int
    sum: Money
    bytes: int
    sha256: str
    made_at: Instant
    made_by: str


class JournalExports(Wire):
    """A page of exports, the newest first."""

    items: list[JournalExport]
    next_cursor: str | None


class JournalAccountCode(Wire):
    """The code of an account of the books from now on."""

    account: AccountKind
    code: Code
    name: Annotated[AccountName, Field(examples=["Vordering minstand ontzorgen"])]


class JournalAccountCodes(Wire):
    """An account of the books with its code in the general ledger: that of the organisation, or the product's own."""

    account: AccountKind
    group: AccountGroup
    code: str
    name: str
    set_by: str | None


class JournalAccounts(Wire):
    """All accounts with their codes, and where those come from that the organisation has not set."""

    source: str
    verified: date
    items: list[JournalAccountCodes]
