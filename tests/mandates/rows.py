"""The whole schema of the registry as rows, to show that nothing changed."""

from typing import Any

import psycopg
from psycopg import sql

_TABLES = """
    select tablename from pg_tables where schemaname = 'mandates' and tablename not like 'procrastinate%'
    and tablename <> 'alembic_version' order by tablename
"""


def everything(admin_url: str) -> dict[str, list[Any]]:
    """Every row of every table of the mandates service, whoever it belongs to."""
    with psycopg.connect(admin_url) as connection:
        names = [name for (name,) in connection.execute(_TABLES).fetchall()]
        return {
            name: sorted(
                connection.execute(
                    sql.SQL("select t::text from {} t").format(sql.Identifier("mandates", name))
                ).fetchall()
            )
            for name in names
        }
