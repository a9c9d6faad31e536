"""The organisation's municipalities in the database."""

from typing import NamedTuple

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from services.database import ReadSession
from services.errors import NotFound
from services.iban import Iban
from services.schedule.hand import Municipalities

_LIST = text(
    """
    select code, name, policy, iban from municipality
    where (cast(:sees as text[]) is null or code = any(:sees)) and (cast(:after as text) is null or code > :after)
    order by code limit :limit
    """
).bindparams(bindparam("sees", type_=ARRAY(Text)), bindparam("after", type_=Text))


class NoSuchMunicipality(NotFound):
    """There is no such municipality here."""


class MunicipalityLine(NamedTuple):
    """A municipality of the organisation, the policy it works by and the account it pays from."""

    code: str
    name: str
    policy: str
    iban: Iban


async def municipalities(
    session: ReadSession, sees: Municipalities, after: str | None, limit: int
) -> list[MunicipalityLine]:
    """So many municipalities that the caller works for, after the one with that code."""
    asked = {"sees": None if sees is None else sorted(sees), "after": after, "limit": limit}
    return [
        MunicipalityLine(row.code, row.name, row.policy, Iban(row.iban)) for row in await session.execute(_LIST, asked)
    ]


async def municipality(session: ReadSession, sees: Municipalities, code: str) -> MunicipalityLine:
    """One municipality; `NoSuchMunicipality` where none may be seen."""
    if sees is not None and code not in sees:
        raise NoSuchMunicipality
    found = await municipalities(session, frozenset({code}), None, 1)
    if not found:
        raise NoSuchMunicipality
    return found[0]
