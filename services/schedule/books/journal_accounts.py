"""Which code of the organisation's general ledger each account of our books has.

The product brings a code for each, with its source; an organisation sets its own. What it set is a row of its own, and
the newest counts: a journal that was exported before keeps the codes that it has.
"""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import col, func, select

from services.database import ReadSession, Session, organisation_of
from services.schedule.books.account_group import AccountGroup
from services.schedule.books.journal import Codes
from services.schedule.books.tables import JournalAccountRow
from services.schedule.hand import Hand
from services.schedule.ledger.entry import AccountKind

_ALONE = text("select pg_advisory_xact_lock(hashtextextended(:what, 0))")


class JournalAccount(NamedTuple):
    """The code and name of an account; `set_by` the organisation, or by the product without."""

    account: AccountKind
    group: AccountGroup
    code: str
    name: str
    set_by: str | None


class Shipped(NamedTuple):
    """The accounts that come with the product, and where their codes come from."""

    source: str
    verified: date
    accounts: Sequence[JournalAccount]


@cache
def shipped() -> Shipped:
    """The codes of `journal_accounts.toml`; every account has one."""
    raw: dict[str, Any] = tomllib.loads(files(__package__).joinpath("journal_accounts.toml").read_text("utf-8"))
    accounts = [_shipped(kind, raw["accounts"][kind.value]) for kind in AccountKind]
    return Shipped(raw["source"], raw["verified"], accounts)


def _shipped(kind: AccountKind, said: dict[str, str]) -> JournalAccount:
    return JournalAccount(kind, AccountGroup(said["group"]), said["code"], said["name"], None)


async def journal_accounts(session: ReadSession) -> list[JournalAccount]:
    """The code of each account, as the organisation set it last or as the product brings it."""
    query = select(JournalAccountRow).where(JournalAccountRow.organisation_id == organisation_of(session))
    rows = (await session.execute(query.order_by(col(JournalAccountRow.number)))).scalars()
    own = {row.account: row for row in rows}
    return [
        one._replace(code=own[one.account].code, name=own[one.account].name, set_by=own[one.account].set_by)
        if one.account in own
        else one
        for one in shipped().accounts
    ]


async def codes(session: ReadSession) -> Codes:
    """The code of each account, for an export."""
    return Codes({one.account: one.code for one in await journal_accounts(session)})


async def set_account(session: Session, hand: Hand, account: AccountKind, code: str, name: str) -> JournalAccount:
    """Give an account another code from now on."""
    mine = organisation_of(session)
    await session.execute(_ALONE, {"what": f"journal accounts of {mine}"})
    last = select(func.coalesce(func.max(JournalAccountRow.number), 0)).where(
        JournalAccountRow.organisation_id == mine, JournalAccountRow.account == account
    )
    number = (await session.execute(last)).scalar_one() + 1
    row = JournalAccountRow(
        organisation_id=mine,
        account=account,
        number=number,
        code=code,
        name=name,
        set_by=hand.by,
        set_at=hand.now,
    )
    session.add(row)
    await session.flush()
    group = next(one.group for one in shipped().accounts if one.account is account)
    return JournalAccount(account, group, code, name, hand.by)
