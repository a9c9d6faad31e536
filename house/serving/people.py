"""Whom a development house knows: an organisation that never was, its municipalities, and one person for each role."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from house.caseload.towns import towns
from house.composition.founding import NewMunicipality, NewOrganisation, found
from house.issuer import DevelopmentClient, DevelopmentIssuer
from services.auth import Role
from services.clock import SystemClock
from services.database import Database
from services.errors import Refused
from services.ids import RandomIds
from services.settings import DEVELOPMENT_MARK

ORGANISATION_ID = UUID("019ca6b1-0000-7000-8000-00000000056a")
ORGANISATION = "Sociale Dienst Voorbeeldland"

_ALL_DAY = timedelta(hours=12)


class SomebodyElseLivesHere(Refused):
    """This database holds organisations other than the invented one; a development house wants one of its own."""


def development_issuer(url: str, audience: str, *, development: bool) -> DevelopmentIssuer:
    """An issuer that knows a person for each role, by the role's name; its key dies with this process.

    `OnlyInDevelopment` anywhere else.
    """
    clients = {
        role.value: DevelopmentClient(_person(role), ORGANISATION_ID, frozenset({role}), DEVELOPMENT_MARK)
        for role in Role
    }
    return DevelopmentIssuer(url, audience, SystemClock(), RandomIds(), clients, development=development)


def tokens_by_role(issuer: DevelopmentIssuer) -> dict[str, str]:
    """A token for each role, good for a working day."""
    return {
        role.value: issuer.issue(ORGANISATION_ID, [role], subject=_person(role), lifetime=_ALL_DAY) for role in Role
    }


async def settle(databases: Mapping[str, Database]) -> None:
    """Let the organisation and its municipalities exist in the services that are here, by name.

    `SomebodyElseLivesHere` if another organisation does already.
    """
    for database in databases.values():
        await _refuse_another(database)
    municipalities = [NewMunicipality(one.code, one.name, one.policy, one.iban) for one in towns()]
    await found(NewOrganisation(ORGANISATION_ID, ORGANISATION, municipalities), databases)


async def _refuse_another(database: Database) -> None:
    others = text("select count(*) from organisation where id <> :ours")
    async with database.reading(None) as session:
        if (await session.execute(others, {"ours": ORGANISATION_ID})).scalar_one():
            raise SomebodyElseLivesHere


def _person(role: Role) -> str:
    return f"development-{role.value.replace('_', '-')}"
