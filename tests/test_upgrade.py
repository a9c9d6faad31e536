"""The newest migration of each service may run while the version before it is at work: it takes nothing from it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import psycopg
import pytest
from alembic.script import ScriptDirectory

import services
from house.migrating import bring_up_to_date
from house.postgres import Cluster
from house.services import SERVICES
from services.migration import migrate
from services.roles import prepare

NEEDS_A_PAUSE: Mapping[str, str] = {}
"""Migrations, as `schedule 0042`, before which the parts of the older version have to stop, and why; told in
docs/operating.md too. Better is to do it in two versions: add first, take away when nobody needs it any more."""

_WORDS = re.compile(r"'[^']*'::text")
_COLUMNS = """
    select table_name, column_name, data_type || coalesce(':' || character_maximum_length, ''), is_nullable = 'NO',
        column_default is not null or is_identity = 'YES' or is_generated = 'ALWAYS'
    from information_schema.columns where table_schema = %s and table_name not like 'procrastinate%%'
"""
_RULES = """
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid), array(
        select attname::text from pg_attribute where attrelid = conrelid and attnum = any(conkey) order by 1
    ) from pg_constraint where connamespace = %s::regnamespace and conrelid <> 0 and contype not in ('n', 't')
    union all
    select indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid), array(
        select attname::text from pg_attribute where attrelid = indrelid and attnum = any(indkey) order by 1
    ) from pg_index join pg_class on pg_class.oid = indexrelid
    where indisunique and relnamespace = %s::regnamespace
"""


class Column(NamedTuple):
    kind: str
    must_be_filled: bool
    fills_itself: bool


class Rule(NamedTuple):
    says: str
    columns: tuple[str, ...]


class Shape(NamedTuple):
    """What a version counts on: its columns by table and name, and the rules that rows have to keep."""

    columns: Mapping[tuple[str, str], Column]
    rules: Mapping[tuple[str, str], Rule]


def shape(connection: psycopg.Connection, service: str) -> Shape:
    def short(name: str) -> str:
        return name.removeprefix(f"{service}.")

    columns = {(table, name): Column(*rest) for table, name, *rest in connection.execute(_COLUMNS, [service])}
    found: list[Any] = connection.execute(_RULES, [service, service]).fetchall()
    rules = {(short(table), short(name)): Rule(says, tuple(own)) for table, name, says, own in found}
    return Shape(dict(sorted(columns.items())), rules)


def taken(before: Shape, after: Shape) -> Iterator[str]:
    """What the version that was made for `before` cannot do any more."""
    known = {table for table, _ in before.columns}
    for place, column in before.columns.items():
        now = after.columns.get(place)
        if now is None:
            yield f"{'.'.join(place)} is gone"
        elif now.kind != column.kind:
            yield f"{'.'.join(place)} was {column.kind} and is {now.kind}"
        elif now.must_be_filled and not column.must_be_filled:
            yield f"{'.'.join(place)} may be empty no more"
    for place, column in after.columns.items():
        if place not in before.columns and place[0] in known and column.must_be_filled and not column.fills_itself:
            yield f"{'.'.join(place)} has to be filled by whoever does not know it"
    for place, rule in after.rules.items():
        if place[0] in known and any((place[0], column) in before.columns for column in rule.columns):
            old = before.rules.get(place)
            if old is None or not _only_more_words(old.says, rule.says):
                yield f"{place[0]}: {place[1]} is stricter or new"


def _only_more_words(before: str, after: str) -> bool:
    """Whether a list of words became longer and nothing else changed."""
    if before == after:
        return True
    same_otherwise = re.sub(r"[\s,()]+", "", _WORDS.sub("", before)) == re.sub(r"[\s,()]+", "", _WORDS.sub("", after))
    return same_otherwise and set(_WORDS.findall(before)) <= set(_WORDS.findall(after))


def newest(service: str) -> tuple[str, str]:
    """The revision before the newest, and the newest."""
    scripts = ScriptDirectory(f"{services.__path__[0]}/{service}/migrations")
    head = scripts.get_revision("head")
    assert head is not None
    return str(head.down_revision), head.revision


@pytest.fixture
def url(cluster: Cluster) -> Iterator[str]:
    """A database that is not furnished yet."""
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("create database before_the_upgrade")
        yield cluster.url("before_the_upgrade")
        connection.execute("drop database before_the_upgrade with (force)")


def test_the_newest_migrations_take_nothing_from_the_version_that_is_at_work(url: str) -> None:
    prepare(url, SERVICES)
    for service in SERVICES:
        migrate(url, service, newest(service)[0])
    with psycopg.connect(url, autocommit=True) as connection:
        before = {service: shape(connection, service) for service in SERVICES}
        bring_up_to_date(url)
        for service in SERVICES:
            if f"{service} {newest(service)[1]}" not in NEEDS_A_PAUSE:
                assert list(taken(before[service], shape(connection, service))) == []


BEFORE = """
    create table note (id int primary key, mood text, old int);
    alter table note add constraint note_mood_check check (mood in ('glad', 'sad'));
"""


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("alter table note add column later int", []),
        ("alter table note add column later int not null default 1", []),
        ("alter table note add column later int check (later > 0), add unique (later)", []),
        ("create table other (id int primary key, mood text not null)", []),
        ("alter table note drop constraint note_mood_check, add constraint note_mood_check"
         " check (mood in ('glad', 'sad', 'calm'))", []),
        ("alter table note drop constraint note_mood_check, add constraint note_mood_check"
         " check (mood in ('glad', 'calm'))", ["note: note_mood_check is stricter or new"]),
        ("alter table note drop column old", ["note.old is gone"]),
        ("alter table note rename to remark", ["note.id is gone", "note.mood is gone", "note.old is gone"]),
        ("alter table note alter old type bigint", ["note.old was integer and is bigint"]),
        ("alter table note alter old set not null", ["note.old may be empty no more"]),
        ("alter table note add later int not null", ["note.later has to be filled by whoever does not know it"]),
        ("create unique index one_mood on note (mood)", ["note: one_mood is stricter or new"]),
    ],
)  # fmt: skip
def test_what_a_migration_takes_away_is_found(admin_url: str, change: str, found: list[str]) -> None:
    with psycopg.connect(admin_url) as connection:
        connection.execute("create schema plan_b; set search_path = plan_b")
        connection.execute(BEFORE)
        before = shape(connection, "plan_b")
        connection.execute(change.encode())
        assert list(taken(before, shape(connection, "plan_b"))) == found
        connection.rollback()
