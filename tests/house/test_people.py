"""Whom a development house knows, and that it moves in with nobody else."""

from collections.abc import AsyncIterator
from uuid import UUID

import psycopg
import pytest

from house.caseload.towns import towns
from house.serving.people import (
    ORGANISATION,
    ORGANISATION_ID,
    SomebodyElseLivesHere,
    development_issuer,
    settle,
    tokens_by_role,
)
from services.auth import ROLES, Role, Tokens
from services.clock import SystemClock
from services.database import Database, as_service
from services.issuer_keys import IssuerKeys


@pytest.fixture
async def registry(admin_url: str) -> AsyncIterator[Database]:
    opened = Database(as_service(admin_url, "mandates"), "mandates")
    yield opened
    await opened.close()


def people(admin_url: str) -> tuple[list[tuple[UUID, str]], int]:
    """Every organisation, the same in both services, and how many municipalities there are."""
    with psycopg.connect(admin_url) as connection:
        organisations = connection.execute("select id, name from schedule.organisation order by id").fetchall()
        assert connection.execute("select id, name from mandates.organisation order by id").fetchall() == organisations
        (count,) = connection.execute("select count(*) from schedule.municipality").fetchone() or (0,)
    return organisations, count


async def test_settling_twice_is_settling_once(database: Database, registry: Database, admin_url: str) -> None:
    for _ in range(2):
        await settle({"schedule": database, "mandates": registry})
        assert people(admin_url) == ([(ORGANISATION_ID, ORGANISATION)], len(towns()))


async def test_where_somebody_else_lives_nobody_moves_in(
    database: Database, registry: Database, admin_url: str, organisation: UUID
) -> None:
    before = people(admin_url)
    with pytest.raises(SomebodyElseLivesHere):
        await settle({"schedule": database, "mandates": registry})
    assert people(admin_url) == before


async def test_everybody_has_a_token_for_their_role_and_no_other() -> None:
    clock = SystemClock()
    issuer = development_issuer("http://issuer.test", "ontzorg", development=True)
    tokens = Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock)
    callers = {role: await tokens.caller(token) for role, token in tokens_by_role(issuer).items()}
    assert {role: (caller.organisation_id, caller.scopes) for role, caller in callers.items()} == {
        role.value: (ORGANISATION_ID, ROLES[role]) for role in Role
    }
    assert len({caller.subject for caller in callers.values()}) == len(Role)
