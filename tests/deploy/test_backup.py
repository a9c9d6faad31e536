"""deploy/backup.sh and restore.sh: what was lived in stands in another cluster again, and keeps every promise there."""

import json
import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from house.command_line import main
from house.migrating import bring_up_to_date
from house.postgres import Cluster, throwaway_cluster
from house.services import SERVICES
from house.steps import ROOT
from tests.house.test_doctor import LOOKUP_KEY, SEALING_KEYS
from tests.schedule.payments.caseload import Town
from tests.schedule.payments.paid import a_paid_town
from tests.test_migration import catalogue

FILES = {"SHA256SUMS", "contents.txt", "database.dump", "roles.sql"}


@pytest.fixture
async def town(cluster: Cluster, template: str) -> AsyncIterator[Town]:
    async with a_paid_town(cluster, template) as paid:
        yield paid


def script(name: str, folder: Path, cluster: Cluster, url: str) -> "subprocess.CompletedProcess[str]":
    """Run one with the programs of that server."""
    path = f"{cluster.binaries.folder}{os.pathsep}{os.environ['PATH']}"
    settings = os.environ | {"PATH": path, "DATABASE_URL": url}
    command = [ROOT / "deploy" / name, folder]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False)


def rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname = any(%s)", [list(SERVICES)]
        ).fetchall()
        found = {}
        for schema, table in tables:
            count = sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table))
            (found[f"{schema}.{table}"],) = connection.execute(count).fetchone() or (0,)
    return found


def shape(url: str) -> list[Any]:
    """Tables with their columns, owners and rights; a column that was dropped leaves a place that no dump knows."""
    return [
        (*told, [column for column in columns or () if "pg.dropped" not in column], rights)
        for *told, columns, rights in catalogue(url)
    ]


def examined(url: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    main(["doctor", "--database-url", url, "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.long
def test_what_was_lived_in_stands_in_another_cluster_and_keeps_every_promise(
    town: Town, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "backup"
    made = script("backup.sh", backup, cluster, town.admin_url)
    assert (made.returncode, made.stderr) == (0, "")
    assert {path.name for path in backup.iterdir()} == FILES
    assert {path.stat().st_mode & 0o077 for path in backup.iterdir()} == {0}
    with throwaway_cluster(cluster.binaries) as other:
        with psycopg.connect(other.url(), autocommit=True) as connection:
            connection.execute("create database restored")
        url = other.url("restored")
        restored = script("restore.sh", backup, other, url)
        assert (restored.returncode, restored.stderr) == (0, "")
        bring_up_to_date(url)
        assert rows(url) == rows(town.admin_url)
        assert shape(url) == shape(town.admin_url)

        # the keys are kept elsewhere: without them nobody can open what is in it, with them all of it is there
        unopened = examined(url, capsys)
        assert [one["number"] for one in unopened["promises"] if one["state"] == "notLookedAt"] == ["I14"]
        monkeypatch.setenv("ONTZORG_SEALING_KEYS", SEALING_KEYS)
        monkeypatch.setenv("ONTZORG_LOOKUP_KEY", LOOKUP_KEY)
        document = examined(url, capsys)
        assert {one["state"] for one in document["promises"]} == {"holds"}
        assert document["allHold"]

        again = script("restore.sh", backup, other, url)
        assert again.returncode != 0
        assert "already exists" in again.stderr


def test_a_backup_that_was_damaged_is_not_restored(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "roles.sql").write_text("create role ontzorg_intruder superuser;")
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  roles.sql\n")
    refused = script("restore.sh", tmp_path, cluster, cluster.url())
    assert (refused.returncode, "roles.sql: FAILED" in refused.stdout) == (1, True)
    with psycopg.connect(cluster.url()) as connection:
        assert connection.execute("select from pg_roles where rolname = 'ontzorg_intruder'").fetchone() is None
