"""Schemas are made in one way, by one at a time, and the rows declared in the code are those in the database."""

import importlib
import pkgutil
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, String, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import configure_mappers

import services.mandates
import services.schedule
from house.postgres import Binaries, Cluster, all_binaries, throwaway_cluster
from house.services import SERVICES
from services.mandates.tables import MandateRow
from services.migration import migrate, one_of
from services.roles import prepare
from services.schedule.tables import ScheduleRow

ROWS = {"mandates": MandateRow.metadata, "schedule": ScheduleRow.metadata}

for _package in (services.mandates, services.schedule):
    for _module in pkgutil.walk_packages(_package.__path__, f"{_package.__name__}."):
        if _module.name.endswith("tables"):
            importlib.import_module(_module.name)


def _is_row(_object: object, _name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Tables and their columns; a key or an index belongs to the migration alone."""
    return kind in ("table", "column")


def _types_differ(_context: Any, _column: Any, _declared: Any, stored: Any, declared: Any) -> bool | None:
    """SQLModel says varchar for a text, which is the same thing in PostgreSQL."""
    both_text = isinstance(stored, String) and isinstance(getattr(declared, "impl", declared), String)
    return False if both_text else None


def drift(url: str, metadata: MetaData) -> list[Any]:
    """Where the rows that are declared differ from the tables; one that has SQL of its own only is not declared."""

    def is_declared(name: str | None, kind: str, parents: Any) -> bool:
        match kind:
            case "schema":
                return name == metadata.schema
            case "table":
                return parents["schema_qualified_table_name"] in metadata.tables
            case _:
                return True

    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    options = {
        "include_schemas": True,
        "include_name": is_declared,
        "include_object": _is_row,
        "compare_type": _types_differ,
    }
    with engine.connect() as connection:
        found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    engine.dispose()
    return found


@pytest.mark.parametrize("service", ROWS)
def test_the_rows_in_the_code_are_those_in_the_database(service: str, admin_url: str) -> None:
    assert drift(admin_url, ROWS[service]) == []


def test_a_column_that_only_the_database_has_is_noticed(admin_url: str) -> None:
    with psycopg.connect(admin_url) as connection:
        connection.execute("alter table schedule.municipality add column mayor text")
    declared = MetaData(schema="schedule")
    for name in ("organisation", "municipality"):
        ScheduleRow.metadata.tables[f"schedule.{name}"].to_metadata(declared)
    ((kind, schema, table, column),) = drift(admin_url, declared)
    assert (kind, schema, table, column.name) == ("remove_column", "schedule", "municipality", "mayor")


def test_a_relationship_is_loaded_by_its_query_or_not_at_all() -> None:
    """Loading it in passing would be a query that nobody sees, and outside its transaction an error."""
    configure_mappers()
    registry = ScheduleRow._sa_registry
    assert [str(each) for mapper in registry.mappers for each in mapper.relationships if each.lazy != "raise"] == []


def test_preparing_and_migrating_again_changes_nothing(admin_url: str) -> None:
    before = catalogue(admin_url)
    prepare(admin_url, SERVICES)
    for service in SERVICES:
        migrate(admin_url, service)
    assert catalogue(admin_url) == before


def test_two_that_prepare_and_migrate_at_once_do_it_once(cluster: Cluster, template: str) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("create database at_once")
        url = cluster.url("at_once")

        def make() -> None:
            prepare(url, SERVICES)
            for service in SERVICES:
                migrate(url, service)

        with ThreadPoolExecutor(4) as pool:
            for made in [pool.submit(make) for _ in range(4)]:
                made.result()
        assert catalogue(url) == catalogue(cluster.url(template))
        connection.execute("drop database at_once with (force)")


def test_an_interrupted_migration_leaves_nothing_half_made(cluster: Cluster, template: str) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("create database interrupted")
        url = cluster.url("interrupted")
        prepare(url, SERVICES)
        with psycopg.connect(url) as spoiler:
            spoiler.execute("create table schedule.municipality (id int)")
        with pytest.raises(Exception, match='relation "municipality" already exists'):
            migrate(url, "schedule")
        with psycopg.connect(url) as looking:
            tables = looking.execute("select tablename from pg_tables where schemaname = 'schedule'").fetchall()
        assert tables == [("municipality",)]
        connection.execute("drop database interrupted with (force)")


@pytest.mark.parametrize("binaries", list(all_binaries()), ids=lambda binaries: f"PostgreSQL {binaries.version}")
def test_every_step_runs_on_each_postgresql_of_this_machine(binaries: Binaries, admin_url: str) -> None:
    with throwaway_cluster(binaries) as other:
        prepare(other.url(), SERVICES)
        for service in SERVICES:
            migrate(other.url(), service)
        assert catalogue(other.url()) == catalogue(admin_url)


def test_an_administrator_that_is_no_superuser_can_prepare_and_migrate(cluster: Cluster, admin_url: str) -> None:
    """As on a hosted server: may make roles and owns the database, no more. On a server of its own, for roles stay."""
    with throwaway_cluster(cluster.binaries) as hosted:
        with psycopg.connect(hosted.url(), autocommit=True) as connection:
            connection.execute("create role hosted_admin login createrole")
            connection.execute("create database hosted owner hosted_admin")
            connection.execute("grant connect on database hosted to hosted_admin")
        url = hosted.url("hosted", user="hosted_admin")
        with psycopg.connect(hosted.url("hosted")) as connection:
            connection.execute("alter schema public owner to hosted_admin")
        prepare(url, SERVICES)
        migrate(url, "schedule")
        assert catalogue(hosted.url("hosted")) == catalogue(admin_url)


def test_a_closed_list_of_words_is_written_as_a_check() -> None:
    assert one_of("mood", ["so glad", "it's sad"]) == "mood in ('so glad', 'it''s sad')"


def catalogue(url: str) -> list[Any]:
    """Everything in the schema: its columns, whose it is, and what others than the owner may do with it."""
    with psycopg.connect(url) as connection:
        return connection.execute(
            """
            select relname, relkind, pg_get_userbyid(relowner), relrowsecurity, relforcerowsecurity, (
                select array_agg((attname, format_type(atttypid, atttypmod), attnotnull)::text order by attnum)
                from pg_attribute where attrelid = c.oid and attnum > 0
            ), (
                select array_agg(format('%s %s', grantee::regrole, privilege_type) order by privilege_type)
                from aclexplode(relacl) where grantee <> relowner
            )
            from pg_class as c where relnamespace = 'schedule'::regnamespace order by relname
            """
        ).fetchall()
