"""The whole schema of a service, the registry's if none is named, as rows, to show that nothing changed."""

from typing import Any

from psycopg import sql

from tests.superuser import as_superuser

_TABLES = """
    select tablename from pg_tables where schemaname = %s and tablename not like 'procrastinate%%'
    and tablename <> 'alembic_version' order by tablename
"""


def everything(admin_url: str, service: str = "mandates") -> dict[str, list[Any]]:
    """Every row of every table of a service, whoever it belongs to."""
    with as_superuser(admin_url) as connection:
        names = [name for (name,) in connection.execute(_TABLES, [service]).fetchall()]
        return {
            name: sorted(
                connection.execute(sql.SQL("select t::text from {} t").format(sql.Identifier(service, name))).fetchall()
            )
            for name in names
        }
