"""Databases for tests: each test gets one with every service's schema and nothing in it.

To make one costs the server 800 files and two checkpoints, to be rid of it another; most tests write into a dozen
tables. So what a test leaves is emptied and given to the next one, unless it changed more than rows.
"""

from itertools import count

from psycopg import Connection, sql
from psycopg.rows import TupleRow

from house.postgres import Cluster
from tests.superuser import as_superuser, copy_database, drop_database, vacuum

_NOTE_CHANGES = """
    create table public.changed_schema (command text not null);
    create function public.note_changed_schema() returns event_trigger language plpgsql security definer
        set search_path = pg_catalog, pg_temp as $$
        begin
            insert into public.changed_schema values (tg_tag);
        end $$;
    create event trigger note_changed_schema on ddl_command_end execute function public.note_changed_schema();
    alter event trigger note_changed_schema enable always;
"""
"""Whoever creates, alters, drops or grants anything leaves a word of it, also where triggers are switched off."""

_CHANGED = ("public", "changed_schema")

_WRITTEN = """
    select nspname, relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and nspname <> all(array['pg_catalog', 'information_schema'])
        and nspname not like 'pg_toast%' and (pg_stat_file(pg_relation_filepath(c.oid))).size > 0
    order by 1, 2
"""
_SEQUENCES = """
    select setval(seqrelid::regclass, seqstart, false) from pg_sequence
    where pg_sequence_last_value(seqrelid) is not null
"""
_OTHERS = """
    select pg_terminate_backend(pid, 10000) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""


class Databases:
    """The databases of one server: copies of `template`, each lent to one test at a time."""

    def __init__(self, cluster: Cluster, template: str) -> None:
        self._cluster = cluster
        self._template = template
        self._numbers = count(1)
        self._free: list[str] = []
        with as_superuser(cluster.url(template)) as connection:
            connection.execute(_NOTE_CHANGES)
            self._given = _contents(connection, _written(connection))

    def lend(self) -> str:
        """The name of one as the template is."""
        if self._free:
            return self._free.pop()
        name = f"ontzorg_{next(self._numbers)}"
        copy_database(self._cluster, self._template, name)
        return name

    def take_back(self, name: str) -> None:
        """Make it as the template is, whatever was done in it and whoever is still there; or be rid of it."""
        if self._emptied(name):
            self._free.append(name)
        else:
            drop_database(self._cluster, name)

    def _emptied(self, name: str) -> bool:
        with as_superuser(self._cluster.url(name)) as connection:
            connection.execute(_OTHERS)
            written = _written(connection)
            if _CHANGED in written or _contents(connection, written & self._given.keys()) != self._given:
                return False
            left = [sql.Identifier(*table) for table in sorted(written - self._given.keys())]
            connection.execute("set local session_replication_role to replica")  # some refuse to be emptied
            connection.execute(sql.SQL("; ").join(sql.SQL("delete from {}").format(table) for table in left))
            connection.execute(_SEQUENCES)
            connection.execute("select pg_stat_reset()")
        if left:
            vacuum(self._cluster.url(name), left)
        return True


Table = tuple[str, str]


def _written(connection: Connection[TupleRow]) -> set[Table]:
    """The tables, by schema and name, that anything was ever written into."""
    return {(schema, name) for schema, name in connection.execute(_WRITTEN).fetchall()}


def _contents(connection: Connection[TupleRow], tables: set[Table]) -> dict[Table, list[tuple[str, ...]]]:
    """Every row of these tables as text."""
    return {
        table: sorted(connection.execute(sql.SQL("select t::text from {} t").format(sql.Identifier(*table))).fetchall())
        for table in sorted(tables)
    }
