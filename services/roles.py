"""The two roles of every service, made once: the owner that migrates and cannot log in, the service that owns nothing.

So a fault in a service can neither drop a table nor step past row-level security, whatever SQL it is made to run.
"""

from collections.abc import Iterable

import psycopg
from psycopg import sql

from services.database import owner_role, service_name, service_role

_PREPARING = 5_600_000
"""The advisory lock under which roles, schemas and tables are made; the number stands for article 56a."""


def prepare(url: str, services: Iterable[str]) -> None:
    """Make roles, schemas and rights for these services in the database of `url`, whose user may make roles.

    Doing it again changes nothing. On a server of your own, give each service's role a password afterwards
    (`set_password`).
    """
    with psycopg.connect(url) as connection:
        connection.execute("select pg_advisory_xact_lock(%s)", [_PREPARING])
        _close_to_the_public(connection)
        for service in services:
            _make_role(connection, owner_role(service), "nologin")
            _make_role(connection, service_role(service), "login")
            _join_owner(connection, owner_role(service))
            _make_schema(connection, service_name(service))


def set_password(url: str, service: str, password: str) -> None:
    """Let a service enter by this password; the server gets no more of it than what it compares with (RFC 5803), so
    none of its logs shows it."""
    role = service_role(service)
    with psycopg.connect(url) as connection:
        verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
        change = sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(verifier))
        connection.execute(change)


def _close_to_the_public(connection: psycopg.Connection) -> None:
    database = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("revoke all on database {} from public").format(database))
    connection.execute("revoke create on schema public from public")


def _make_role(connection: psycopg.Connection, role: str, may_log_in: str) -> None:
    """Roles belong to the whole server, so the same one may be made from another database at this very moment."""
    known = connection.execute("select from pg_roles where rolname = %s", [role]).fetchone()
    if known is None:
        try:
            with connection.transaction():
                connection.execute(sql.SQL("create role {} {}").format(sql.Identifier(role), sql.SQL(may_log_in)))
        except psycopg.errors.UniqueViolation:
            return


def _join_owner(connection: psycopg.Connection, owner: str) -> None:
    """An administrator that is no superuser, as on a hosted server, must be let in to act as the owner."""
    superuser = connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    if superuser != (True,):
        connection.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(owner)))


def _make_schema(connection: psycopg.Connection, service: str) -> None:
    names = {
        "database": sql.Identifier(connection.info.dbname),
        "schema": sql.Identifier(service),
        "owner": sql.Identifier(owner_role(service)),
        "service": sql.Identifier(service_role(service)),
    }
    for statement in (
        "create schema if not exists {schema} authorization {owner}",
        "grant usage on schema {schema} to {service}",
        "grant connect, temporary on database {database} to {service}",  # a COPY goes by way of a temporary table
        "alter default privileges for role {owner} in schema {schema}"
        " grant select, insert, update, delete on tables to {service}",
        "alter default privileges for role {owner} in schema {schema} grant usage, select on sequences to {service}",
    ):
        connection.execute(sql.SQL(statement).format(**names))
