"""A PostgreSQL of our own: as whoever we are, wherever we are, and never longer than we live."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest

import house
from house.postgres import (
    Binaries,
    Identity,
    NobodyToRunAs,
    PostgresDidNotStart,
    PostgresNotFound,
    all_binaries,
    find_binaries,
    find_identity,
    kept_cluster,
    open_database_server,
    running_url,
    throwaway_cluster,
)
from house.postgres.identity import dies_with_its_parent

REPOSITORY = Path(house.__file__).parent.parent


def never(_uid: int, _gid: int) -> bool:
    """A container that refuses user namespaces."""
    return False


WAYS = {"as this machine allows": find_identity(), "without user namespaces": find_identity(namespaces_work=never)}
"""For root these are two: in a user namespace, and really as another user."""

every_way = pytest.mark.parametrize(
    "identity",
    [
        pytest.param(WAYS["as this machine allows"], id="as this machine allows"),
        pytest.param(WAYS["without user namespaces"], id="without user namespaces", marks=pytest.mark.long),
    ],
)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may pass through, as /var/lib is."""
    folder = Path(tempfile.mkdtemp(prefix="ontzorg-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def is_running(pid: int) -> bool:
    """Whether there is such a process that has not ended; one that waits to be buried does not count."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()[:1] not in ("", "Z")


def comes_true(wanted: Callable[[], bool], within: float = 20.0) -> bool:
    until = time.monotonic() + within
    while not wanted() and time.monotonic() < until:
        time.sleep(0.02)
    return wanted()


@every_way
def test_a_throwaway_server_leaves_nothing(identity: Identity) -> None:
    with throwaway_cluster(identity=identity) as cluster:
        pid = cluster.pid
        assert is_running(pid)
        assert ask(cluster.url(), "select 6 * 7") == 42
    assert not is_running(pid)
    assert not cluster.folder.exists()


@every_way
def test_only_we_can_reach_it(identity: Identity) -> None:
    with throwaway_cluster(identity=identity) as cluster:
        assert ask(cluster.url(), "show listen_addresses") == ""
        assert stat.S_IMODE(cluster.sockets.stat().st_mode) == 0o700
        assert cluster.sockets.stat().st_uid == (os.geteuid() if identity.uid is None else identity.uid)


@pytest.mark.parametrize("binaries", list(all_binaries()), ids=lambda binaries: f"PostgreSQL {binaries.version}")
def test_texts_are_unicode_and_sorted_alike_everywhere(binaries: Binaries) -> None:
    with throwaway_cluster(binaries) as cluster:
        assert ask(cluster.url(), "show server_encoding") == "UTF8"
        assert ask(cluster.url(), "show timezone") == "UTC"
        assert (
            ask(cluster.url(), "select string_agg(w, ' ' order by w) from unnest('{é,b,a,B}'::text[]) w") == "B a b é"
        )


def test_lower_and_upper_case_know_every_letter() -> None:
    with throwaway_cluster() as cluster:
        assert ask(cluster.url(), "select upper('één ÿ')") == "ÉÉN Ÿ"


def test_a_throwaway_server_is_quick_and_a_kept_one_durable(place: Path) -> None:
    with throwaway_cluster(settings={"work_mem": "5MB"}) as quick:
        assert [ask(quick.url(), f"show {name}") for name in ("fsync", "full_page_writes", "work_mem")] == [
            "off",
            "off",
            "5MB",
        ]
    with kept_cluster(place / "kept") as durable:
        settings = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
        assert [ask(durable.url(), f"show {name}") for name in settings] == ["on", "on", "on", "on"]


@every_way
def test_what_is_kept_is_there_the_next_time(identity: Identity, place: Path) -> None:
    with kept_cluster(place / "kept", identity=identity) as first:
        with psycopg.connect(first.url()) as connection:
            connection.execute("create table kept as select 42 as answer")
        pid = first.pid
    assert not is_running(pid)
    assert not first.sockets.exists()
    with kept_cluster(place / "kept", identity=identity) as second:
        assert ask(second.url(), "select answer from kept") == 42


def test_what_was_kept_in_one_way_is_there_in_another(place: Path) -> None:
    """The machine may allow user namespaces today that it refused yesterday."""
    for number, identity in enumerate([*WAYS.values(), find_identity()]):
        with kept_cluster(place / "kept", identity=identity) as cluster, psycopg.connect(cluster.url()) as connection:
            connection.execute("create table if not exists kept (answer int)")
            assert connection.execute("select count(*) from kept").fetchone() == (number,)
            connection.execute("insert into kept values (42)")


def test_two_never_work_on_one_data_folder(place: Path) -> None:
    with kept_cluster(place / "kept") as cluster:
        second = kept_cluster(place / "kept", patience=0.1)
        with pytest.raises(PostgresDidNotStart, match=f"Another process works with the data in {place}/kept"), second:
            pass
        assert ask(cluster.url(), "select 42") == 42


def test_a_data_folder_that_was_half_made_is_made_anew(place: Path) -> None:
    (place / "kept" / "data.unfinished").mkdir(parents=True)
    (place / "kept" / "data.unfinished" / "PG_VERSION").write_text("18")
    with kept_cluster(place / "kept") as cluster:
        assert ask(cluster.url(), "select 42") == 42


def test_what_a_crashed_server_left_behind_does_not_keep_the_next_from_starting(place: Path) -> None:
    """In a container started anew its old process id may by now be somebody else's."""
    with kept_cluster(place / "kept"):
        pass
    (place / "kept" / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{place}\n1\n5432\n\n\n0 0\nready\n")
    with kept_cluster(place / "kept") as cluster:
        assert ask(cluster.url(), "select 42") == 42


@every_way
@pytest.mark.parametrize("throwaway", [True, False])
def test_after_a_crash_of_the_server_what_was_committed_is_there(
    identity: Identity, throwaway: bool, place: Path
) -> None:
    opened = throwaway_cluster(identity=identity) if throwaway else kept_cluster(place / "kept", identity=identity)
    with opened as cluster:
        with psycopg.connect(cluster.url()) as connection:
            connection.execute("create table kept as select 42 as answer")
        crashed = cluster.pid
        cluster.kill()
        assert not is_running(crashed)
        with pytest.raises(psycopg.OperationalError):
            ask(cluster.url(), "select answer from kept")
        cluster.start()
        assert ask(cluster.url(), "select answer from kept") == 42


CHILD = """
import signal, sys, time
from pathlib import Path
from urllib.parse import unquote
from house.postgres import find_identity, kept_cluster, throwaway_cluster

place = sys.argv[1]
with kept_cluster(Path(place)) if place else throwaway_cluster() as cluster:
    try:
        print(cluster.pid, cluster._keeper.pid, cluster.folder, cluster.url(), flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        import psycopg
        print(psycopg.connect(cluster.url()).execute("select 'still here'").fetchone()[0], flush=True)
"""


def hears_interrupts() -> None:
    """Who was started in the background of a shell was told to be deaf to interrupts, and all that he starts are."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Child:
    """Another process of ours, with a server of its own."""

    def __init__(self, place: str = "", *, path: str | None = None, identity: Identity | None = None) -> None:
        identity = identity or Identity()
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY), *sys.path]),
            **({} if path is None else {"PATH": path}),
        }
        self.process = subprocess.Popen(
            [*identity.prefix, sys.executable, "-c", CHILD, place],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            start_new_session=True,
            user=identity.uid,
            group=identity.gid,
            extra_groups=None if identity.uid is None else (),
            preexec_fn=hears_interrupts,
        )
        assert self.process.stdout is not None
        server, keeper, folder, self.url = self.process.stdout.readline().split()
        self.server, self.keeper, self.folder = int(server), int(keeper), Path(folder)

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate(timeout=60)
        assert comes_true(lambda: not is_running(self.server))


def test_when_its_parent_is_killed_the_server_ends_and_nothing_is_left() -> None:
    with Child() as child:
        assert ask(child.url, "select 42") == 42
        child.process.kill()
        assert comes_true(lambda: not is_running(child.server) and not is_running(child.keeper))
        assert comes_true(lambda: not child.folder.exists())


def test_where_there_is_neither_setpriv_nor_unshare_the_server_still_ends_with_its_parent() -> None:
    """As on macOS: the keeper's pipe is all there is."""
    with Child(path="/nowhere") as child:
        assert ask(child.url, "select 42") == 42
        child.process.kill()
        assert comes_true(lambda: not is_running(child.server) and not child.folder.exists())


def test_when_keeper_and_parent_are_killed_at_once_the_kernel_ends_the_server_where_it_can() -> None:
    with Child() as child:
        for pid in (child.keeper, child.process.pid):
            os.kill(pid, signal.SIGKILL)
        assert comes_true(lambda: not is_running(child.server), within=5) == bool(dies_with_its_parent())
        if is_running(child.server):
            os.kill(child.server, signal.SIGKILL)
        shutil.rmtree(child.folder)


def test_an_interrupt_at_the_keyboard_reaches_us_and_not_the_server() -> None:
    """A terminal interrupts all that runs in it, and we still have to finish what we were doing."""
    with Child() as child:
        os.killpg(child.process.pid, signal.SIGINT)
        assert child.process.stdout is not None
        assert child.process.stdout.readline() == "still here\n"
        assert child.process.wait(30) == 0
        assert not child.folder.exists()


def test_what_was_committed_before_everything_was_killed_is_there_the_next_time(place: Path) -> None:
    with Child(str(place / "kept")) as child:
        with psycopg.connect(child.url) as connection:
            connection.execute("create table kept as select 42 as answer")
        for pid in (child.keeper, child.server, child.process.pid):
            os.kill(pid, signal.SIGKILL)
    left_behind = Path(unquote(child.url.partition("host=")[2]))
    assert left_behind.exists()
    with kept_cluster(place / "kept") as cluster:
        assert ask(cluster.url(), "select answer from kept") == 42
        assert not left_behind.exists()


def test_a_running_server_is_found_by_its_folder(place: Path) -> None:
    assert running_url(place / "kept") is None
    with Child(str(place / "kept")) as child:
        assert running_url(place / "kept") == child.url
    assert comes_true(lambda: running_url(place / "kept") is None)


def test_an_ordinary_user_needs_nobodys_help() -> None:
    """Seen from inside a user namespace root is one; without those, and with a repository all may read, really."""
    identity = next((way for way in WAYS.values() if way.reaches(REPOSITORY)), Identity())
    with Child(identity=identity) as child:
        assert child.server > 0
        child.process.kill()
        assert comes_true(lambda: not is_running(child.server) and not child.folder.exists())


def test_programs_that_another_user_cannot_reach_are_copied_with_their_libraries(place: Path) -> None:
    wheel = find_binaries()
    hidden = place / "hidden"
    hidden.mkdir(mode=0o700)
    packages = Path(os.path.commonpath([folder.parent for folder in wheel.moves_with]))
    moved = tuple(hidden / folder.relative_to(packages) for folder in wheel.moves_with)
    for folder, copied in zip(wheel.moves_with, moved, strict=True):
        shutil.copytree(folder, copied)
    binaries = Binaries(hidden / wheel.folder.relative_to(packages), moved)
    identity = WAYS["without user namespaces"]
    assert identity.can_run(binaries) == (identity.uid is None)

    copy = binaries.readable_copy(place)
    assert identity.can_run(copy)
    assert copy.folder.is_relative_to(place)
    assert not copy.folder.is_relative_to(hidden)
    assert binaries.readable_copy(place).folder == copy.folder
    shutil.rmtree(hidden)
    with throwaway_cluster(copy, identity) as cluster:
        assert ask(cluster.url(), "select 42") == 42


def test_a_copy_that_somebody_else_put_there_is_not_run(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binaries = find_binaries()
    binaries.readable_copy(place)
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(PostgresNotFound, match="was not made by us, so nothing in it is run"):
        binaries.readable_copy(place)


def test_where_there_is_no_postgresql_it_says_what_to_do() -> None:
    with pytest.raises(PostgresNotFound, match="Install PostgreSQL, or set DATABASE_URL to a server"):
        find_binaries([])


def test_where_nobody_can_run_it_it_says_what_to_do() -> None:
    with pytest.raises(NobodyToRunAs, match="user 54321 is none; this machine allows no user namespaces"):
        find_identity(54321, never)


def test_root_becomes_an_account_that_has_a_name() -> None:
    """The programs look it up; a number that no account has would not do."""
    seen: list[tuple[int, int]] = []

    def works(uid: int, gid: int) -> bool:
        seen.append((uid, gid))
        return True

    inside = find_identity(0, works)
    ((uid, gid),) = seen
    assert uid != 0
    assert inside.uid is None
    assert find_identity(0, never) == Identity(uid=uid, gid=gid)


def test_an_ordinary_user_is_never_asked_about_namespaces() -> None:
    def fails(_uid: int, _gid: int) -> bool:
        raise AssertionError

    named = find_identity(0, never).uid
    assert find_identity(named, fails) == Identity()


def test_a_server_that_cannot_start_tells_its_last_words_and_leaves_nothing(place: Path) -> None:
    opened = throwaway_cluster(settings={"shared_buffers": "plenty"}, within=place)
    with pytest.raises(PostgresDidNotStart) as refused, opened:
        pass
    assert 'invalid value for parameter "shared_buffers": "plenty"' in str(refused.value)
    assert "Set DATABASE_URL to a PostgreSQL server of your own" in str(refused.value)
    assert list(place.iterdir()) == []


def test_a_data_folder_of_another_version_is_left_alone(place: Path) -> None:
    (place / "kept" / "data").mkdir(parents=True)
    (place / "kept" / "data" / "PG_VERSION").write_text("12\n")
    refusal = r"made by PostgreSQL 12 and this is \d+\. Take the data over with"
    with pytest.raises(PostgresDidNotStart, match=refusal), kept_cluster(place / "kept"):
        pass
    assert (place / "kept" / "data" / "PG_VERSION").read_text() == "12\n"


def test_a_folder_that_its_user_may_not_enter_is_refused_with_the_cure(place: Path) -> None:
    nowhere = Identity(prefix=("/bin/false",))
    opened = kept_cluster(place / "kept", identity=nowhere)
    with pytest.raises(PostgresDidNotStart, match="choose a folder that others may pass through"), opened:
        pass


def test_a_database_url_wins(place: Path) -> None:
    with open_database_server("postgresql://db/ontzorg", place / "kept") as url:
        assert url == "postgresql://db/ontzorg"
    assert not (place / "kept").exists()


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_one_the_data_is_kept_where_asked(nothing: str | None, place: Path) -> None:
    with open_database_server(nothing, place / "kept") as url:
        assert ask(url, "show fsync") == "on"
    assert (place / "kept" / "data").exists()


def test_without_either_the_server_is_thrown_away() -> None:
    with open_database_server(None) as url:
        assert ask(url, "show fsync") == "off"
