"""Every schema keeps the rules of the house, and every rule finds the fault it is there for."""

import psycopg
import pytest

from house.services import SERVICES
from services.database import owner_role, service_role
from tests.catalogue import OUTSIDE, RULES, Rule

ASKED = {
    "services": list(SERVICES),
    "outside": list(OUTSIDE),
    "roles": [service_role(service) for service in SERVICES],
    "owners": [owner_role(service) for service in SERVICES],
}


def offenders(connection: psycopg.Connection, rule: Rule) -> tuple[str, ...]:
    rows: list[tuple[str]] = connection.execute(rule.offenders.encode(), ASKED).fetchall()
    return tuple(sorted(name for (name,) in rows))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_schemas_keep_the_rule(rule: Rule, admin_url: str) -> None:
    with psycopg.connect(admin_url) as connection:
        assert offenders(connection, rule) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_planted_fault_is_found(rule: Rule, admin_url: str) -> None:
    """Planted in a transaction that is rolled back, for roles belong to the whole server."""
    with psycopg.connect(admin_url) as connection:
        connection.execute(rule.fault.encode())
        assert offenders(connection, rule) == rule.found
        connection.rollback()


def test_there_is_something_to_keep_the_rules(admin_url: str) -> None:
    """A rule about no tables holds for nothing."""
    with psycopg.connect(admin_url) as connection:
        secured = connection.execute("select count(*) from pg_class where relforcerowsecurity").fetchone()
        outside = connection.execute(
            "select count(distinct tablename) from pg_tables where schemaname = any(%s) and tablename = any(%s)",
            [list(SERVICES), list(OUTSIDE)],
        ).fetchone()
    assert secured is not None
    assert secured[0] >= 6
    assert outside == (len(OUTSIDE),)
