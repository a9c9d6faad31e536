"""`./ontzorg migrate`: a database as this version wants it, and passwords that no log shows."""

import psycopg
import pytest

from house.command_line import main
from house.migrating import passwords_of
from services.errors import InvalidInput

PASSWORD = "select coalesce(rolpassword, '') from pg_authid where rolname = 'ontzorg_notify'"


@pytest.fixture
def nobodys(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that says nothing yet."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return monkeypatch


def test_again_it_changes_nothing_and_says_so(
    admin_url: str, nobodys: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    objects = "select count(*), max(oid::bigint) from pg_class where relnamespace::regnamespace::text <> 'pg_toast'"
    nobodys.setenv("DATABASE_URL", admin_url)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        before = connection.execute(objects).fetchone()
        assert main(["migrate"]) == 0
        assert connection.execute(objects).fetchone() == before
    assert capsys.readouterr().out == "Up to date: schedule, mandates, notify.\n"


def test_a_service_gets_the_password_that_it_enters_by_and_the_server_never_sees_it(
    admin_url: str, nobodys: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nobodys.setenv("ONTZORG_NOTIFY_DATABASE_URL", "postgresql://ontzorg_notify:heel%20geheim@db/ontzorg")
    with psycopg.connect(admin_url, autocommit=True) as connection:
        try:
            assert main(["migrate", "notify", "--database-url", admin_url]) == 0
            (kept,) = connection.execute(PASSWORD).fetchone() or ("",)
        finally:
            connection.execute("alter role ontzorg_notify password null")
    assert kept.startswith("SCRAM-SHA-256$4096:")
    assert "geheim" not in kept
    assert capsys.readouterr().out == "Up to date: notify; passwords given to notify.\n"


def test_a_password_is_read_as_whoever_enters_writes_it() -> None:
    given = {
        "ONTZORG_SCHEDULE_DATABASE_URL": "postgresql://ontzorg_schedule:heel%20geheim@db/ontzorg",
        "ONTZORG_MANDATES_DATABASE_URL": "postgresql://ontzorg_mandates@db/ontzorg",
    }
    assert passwords_of(given) == {"schedule": "heel geheim"}


def test_without_a_database_or_with_addresses_that_are_none_nothing_is_done(
    nobodys: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 1
    assert "DATABASE_URL: is not set" in capsys.readouterr().err
    wrong = {"ONTZORG_SCHEDULE_DATABASE_URL": "here", "ONTZORG_NOTIFY_DATABASE_URL": "there"}
    with pytest.raises(InvalidInput) as refused:
        passwords_of(wrong)
    assert [fault.where for fault in refused.value.faults] == list(wrong)
