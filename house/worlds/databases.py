"""The databases of worlds on one server: each a copy of one that was migrated once, or of another world's."""

import asyncio

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from house.services import SERVICES
from services.migration import migrate
from services.roles import prepare

TEMPLATE = "ontzorg_worlds"
"""The one that all others are copied from."""


class Databases:
    """Those of one server, which is entered as its administrator at `admin_url`: copies of its `template`."""

    def __init__(self, admin_url: str, template: str = TEMPLATE) -> None:
        self._admin_url = admin_url
        self._template = template

    def prepare(self) -> None:
        """Make the database that all others are copied from, unless it is there; migrated as it has to be."""
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            known = connection.execute("select from pg_database where datname = %s", [self._template]).fetchone()
            if known is None:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(self._template)))
        url = self.url(self._template)
        prepare(url, SERVICES)
        for service in SERVICES:
            migrate(url, service)

    def url(self, name: str) -> str:
        """Where to enter a database as the administrator."""
        return make_url(self._admin_url).set(database=name).render_as_string(hide_password=False)

    async def copy(self, name: str, of: str | None = None) -> None:
        """A new database with all that stands in another one, to which nobody may be connected; in none but the
        tables if that is not named."""
        begun = sql.Identifier(of or self._template)
        copied = sql.SQL("create database {} template {}").format(sql.Identifier(name), begun)
        await asyncio.to_thread(self._do, copied)

    async def drop(self, name: str) -> None:
        """This one is wanted no more; it may be gone already."""
        await asyncio.to_thread(
            self._do, sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )

    def _do(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            connection.execute(statement)
