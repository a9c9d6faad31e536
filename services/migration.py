"""Moving a service's schema forward: Alembic in our own process, as the owner, one at a time, all or nothing.

And what a migration needs said about a table: that it is of an organisation, that it is never rewritten, that a column
holds one of a list of words.
"""

from collections.abc import Iterable
from importlib.resources import as_file, files

from alembic import command, context
from alembic.config import Config
from alembic.operations import Operations
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from services.database import HOUSEHOLDS_SETTING, ORGANISATION_SETTING, owner_role, service_name, service_role

_MIGRATING = 5_600_001
_ENGINE_TABLES = "procrastinate_"
POLICY = f"organisation_id = (select nullif(current_setting('{ORGANISATION_SETTING}', true), '')::uuid)"
"""The sub-select is evaluated once a statement instead of once a row; `nullif` because a connection that once had the
setting keeps it as an empty text, which is no uuid."""


_NARROWED = f"(select nullif(current_setting('{HOUSEHOLDS_SETTING}', true), ''))"


def migrate(url: str, service: str, revision: str = "head") -> None:
    """Bring the schema of `service` to `revision`; `url` is its administrator's. Two at once: the second finds it done.

    The tables of the job engine are put into the same schema first; they are its own and no migration of ours.
    """
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection, as_file(files(f"services.{service_name(service)}.migrations")) as scripts:
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATING})
        connection.execute(text(f"set local role {owner_role(service)}"))
        connection.execute(text(f"set local search_path = {service}"))
        _furnish_with_jobs(connection, service)
        config = Config(attributes={"connection": connection, "service": service})
        config.set_main_option("script_location", str(scripts))
        command.upgrade(config, revision)


def run() -> None:
    """What the `env.py` of every service does: let Alembic work on the connection that `migrate` opened."""
    settings = context.config.attributes
    context.configure(connection=settings["connection"], version_table_schema=settings["service"])
    with context.begin_transaction():
        context.run_migrations()


def secure_table(op: Operations, table: str) -> None:
    """Let a session see, change and add rows of its own organisation alone; also the owner of the table.

    `table` has a column `organisation_id` and may be written with its schema. A later migration that fills a column of
    it has to set `app.organisation` to one organisation after another, for the owner is bound like everyone else.
    """
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy of_organisation on {table} using ({POLICY})")


def narrow_to_households(op: Operations, table: str, column: str = "household_id") -> None:
    """Let a session that is narrowed to some households see, change and add rows of these alone.

    For every other session it is one comparison with nothing. A table that is about households is to have it.
    """
    op.execute(
        f"create policy of_households on {table} as restrictive using"
        f" ({_NARROWED} is null or {column} = any (cast({_NARROWED} as uuid[])))"
    )


def append_only(op: Operations, table: str) -> None:
    """History that is never rewritten: the service has no right to, and a trigger refuses it even to the owner."""
    schema = str(op.get_bind().execute(text("select current_schema()")).scalar_one())
    op.execute(f"revoke update, delete, truncate on {table} from {service_role(schema)}")
    op.execute(
        f"create trigger is_append_only before update or delete or truncate on {table} "
        "for each statement execute function refuse_rewriting()"
    )


def make_refuse_rewriting(op: Operations) -> None:
    """The trigger function of `append_only`; made once, in the first migration of a service."""
    op.execute(
        """
        create function refuse_rewriting() returns trigger language plpgsql as $$
        begin
            raise exception '% is append-only: % is refused, add a correcting row instead', tg_table_name, tg_op
                using errcode = 'restrict_violation';
        end $$
        """
    )


def one_of(column: str, words: Iterable[str]) -> str:
    """The CHECK of a column that holds one of a closed list of words; a migration writes the words out."""
    return f"{column} in ({', '.join(_quoted(word) for word in words)})"


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _furnish_with_jobs(connection: Connection, service: str) -> None:
    """The job engine's SQL names no schema, so the search path of `migrate` decides where its tables stand."""
    there = connection.execute(
        text("select to_regclass(:table)"), {"table": f"{service}.{_ENGINE_TABLES}jobs"}
    ).scalar()
    if there is None:
        connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
