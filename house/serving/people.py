"""Whom a development house knows: an organisation that never was, its municipalities, and one person for each role."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from house.caseload.towns import towns
from house.issuer import DevelopmentClient, DevelopmentIssuer
from services.auth import Role
from services.clock import SystemClock
from services.database import Database
from services.errors import Refused
from services.ids import RandomIds
from services.schedule.tables import Municipality, Organisation
from services.settings import DEVELOPMENT_MARK

ORGANISATION_ID = UUID("019ca6b1-0000-7000-8000-00000000056a")
ORGANISATION = "Sociale Dienst Voorbeeldland"

_ALL_DAY = timedelta(hours=12)


class SomebodyElseLivesHere(Refused):
    """This database holds organisations other than the invented one; a development house wants one of its own."""


def development_issuer(url: str, audience: str) -> DevelopmentIssuer:
    """An issuer that knows a person for each role, by the role's name; its key dies with this process."""
    clients = {
        role.value: DevelopmentClient(_person(role), ORGANISATION_ID, frozenset({role}), DEVELOPMENT_MARK)
        for role in Role
    }
    return DevelopmentIssuer(url, audience, SystemClock(), RandomIds(), clients, development=True)


def tokens_by_role(issuer: DevelopmentIssuer) -> dict[str, str]:
    """A token for each role, good for a working day."""
    return {
        role.value: issuer.issue(ORGANISATION_ID, [role], subject=_person(role), lifetime=_ALL_DAY) for role in Role
    }


async def settle(database: Database) -> None:
    """Let the organisation and its municipalities exist; `SomebodyElseLivesHere` if another one does already."""
    rows = [
        {"organisation_id": ORGANISATION_ID, "code": one.code, "name": one.name, "policy": one.policy, "iban": one.iban}
        for one in towns()
    ]
    async with database.transaction(ORGANISATION_ID) as session:
        others = text("select count(*) from organisation where id <> :ours")
        if (await session.execute(others, {"ours": ORGANISATION_ID})).scalar_one():
            raise SomebodyElseLivesHere
        ours = {"id": ORGANISATION_ID, "name": ORGANISATION}
        await session.execute(insert(Organisation).values(ours).on_conflict_do_nothing())
        await session.execute(insert(Municipality).values(rows).on_conflict_do_nothing())


def _person(role: Role) -> str:
    return f"development-{role.value.replace('_', '-')}"
