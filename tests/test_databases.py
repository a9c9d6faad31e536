"""A test finds nothing of the one before it."""

from uuid import UUID

import psycopg
import pytest

from house.postgres import Cluster
from house.services import SERVICES
from tests.conftest import an_organisation
from tests.databases import Databases
from tests.rows import everything_of
from tests.superuser import as_superuser

ORGANISATION = UUID(int=7)
_MUNICIPALITY = "insert into schedule.municipality values (%s, 'GM0518', 'Den Haag', 'den-haag', 'NL91ABNA0417164300')"
_NUMBERED = "insert into schedule.procrastinate_jobs (queue_name, task_name) values ('a', 'b') returning id"


@pytest.fixture
def lent(databases: Databases) -> str:
    return databases.lend()


def test_rows_are_gone_and_what_is_counted_begins_again(databases: Databases, cluster: Cluster, lent: str) -> None:
    url = cluster.url(lent)
    before = {service: everything_of(url, service) for service in SERVICES}
    an_organisation(url, ORGANISATION, "Gemeente Voorbeeldstad")
    with as_superuser(url, "schedule") as connection:
        connection.execute(_MUNICIPALITY, [ORGANISATION])
        assert connection.execute(_NUMBERED).fetchone() == (1,)
    databases.take_back(lent)
    assert databases.lend() == lent
    assert {service: everything_of(url, service) for service in SERVICES} == before
    with as_superuser(url, "schedule") as connection:
        assert connection.execute("select count(*) from schedule.procrastinate_jobs").fetchone() == (0,)
        assert connection.execute(_NUMBERED).fetchone() == (1,)
    databases.take_back(lent)


def test_whoever_is_still_there_is_sent_away(databases: Databases, cluster: Cluster, lent: str) -> None:
    with psycopg.connect(cluster.url(lent)) as forgotten:
        forgotten.execute("select 1")
        databases.take_back(lent)
        with pytest.raises(psycopg.OperationalError):
            forgotten.execute("select 1")


@pytest.mark.parametrize(
    "change",
    [
        "alter table schedule.municipality drop constraint municipality_iban_check",
        "create table schedule.pet (name text)",
        "drop table schedule.alembic_version",
        "grant delete on schedule.ledger_entry to ontzorg_schedule",
        "set session_replication_role to replica; create index on schedule.municipality (name)",
        "insert into notify.door values ('nowhere')",
        "delete from mandates.alembic_version",
    ],
)
def test_one_that_is_not_what_it_was_is_lent_to_nobody(
    change: str, databases: Databases, cluster: Cluster, lent: str
) -> None:
    with as_superuser(cluster.url(lent)) as connection:
        connection.execute(change.encode())
    databases.take_back(lent)
    another = databases.lend()
    assert another != lent
    databases.take_back(another)
    with as_superuser(cluster.url()) as connection:
        found = connection.execute("select count(*) from pg_database where datname = %s", [lent]).fetchone()
    assert found == (0,)
