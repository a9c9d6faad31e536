"""The whole schema as rows, to show that nothing changed."""

from typing import Any

from psycopg import sql

from tests.superuser import as_superuser

_TABLES = """
    select tablename from pg_tables where schemaname = 'schedule' and tablename not like 'procrastinate%'
    and tablename <> 'alembic_version' order by tablename
"""


def everything(admin_url: str) -> dict[str, list[Any]]:
    """Every row of every table of the schedule service, whoever it belongs to."""
    with as_superuser(admin_url) as connection:
        names = [name for (name,) in connection.execute(_TABLES).fetchall()]
        return {
            name: sorted(
                connection.execute(
                    sql.SQL("select t::text from {} t").format(sql.Identifier("schedule", name))
                ).fetchall()
            )
            for name in names
        }


def changed(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[str]:
    """The tables that are not as they were."""
    return [name for name in after if before[name] != after[name]]
