"""A service's whole schema as rows, to show that nothing changed."""

from typing import Any

from psycopg import sql

from tests.superuser import as_superuser

Rows = dict[str, list[Any]]
"""Every row of a table as text, sorted, by the table's name."""

_TABLES = """
    select relname, (pg_stat_file(pg_relation_filepath(oid))).size > 0 from pg_class
    where relnamespace = %s::regnamespace and relkind = 'r' and relname not like 'procrastinate%%'
    and relname <> 'alembic_version' and relname not like 'processing%%' order by relname
"""
"""With whether anything was ever written there. A table that has no page has no row; and to read one for the first
time in a new database costs the server more than the answer, a hundred tables for every look. That somebody looked or
tried is written in the processing log, and changes nothing."""


def everything_of(admin_url: str, service: str) -> Rows:
    """Every row of every table of a service, whoever it belongs to."""
    with as_superuser(admin_url) as connection:
        tables = connection.execute(_TABLES, [service]).fetchall()
        return {
            name: sorted(
                connection.execute(sql.SQL("select t::text from {} t").format(sql.Identifier(service, name))).fetchall()
            )
            if written
            else []
            for name, written in tables
        }
