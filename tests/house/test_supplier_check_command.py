"""`supplier-check` against the receiver that docs/examples gives to suppliers."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from house.command_line import main
from house.commands.supplier_check import schemas

_EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "receiver.py"


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A secret as the command makes it."""
    monkeypatch.delenv("ONTZORG_WEBHOOK_SECRET", raising=False)
    assert main(["supplier-check", "http://127.0.0.1/", "--new-secret", str(tmp_path / "secret")]) == 0
    return tmp_path / "secret"


@pytest.fixture
def receiver(tmp_path: Path, secret: Path) -> Iterator[str]:
    """The address of the example, running."""
    command = [sys.executable, str(_EXAMPLE), "--port", "0", "--inbox", str(tmp_path / "inbox")]
    environment = {"WEBHOOK_SECRETS": secret.read_text()}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().removeprefix("listening on ").strip()
        process.terminate()


def test_the_receiver_that_we_give_away_passes_and_acts_on_each_message_once(
    receiver: str, secret: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["supplier-check", receiver, "--secret-file", str(secret)]) == 0
    said = capsys.readouterr().out
    assert re.search(r"^(\d+) of \1 scenes are good", said, re.MULTILINE)
    assert said.count("  good   takes nl.ontzorg.") == len(schemas())
    assert "WRONG" not in said
    with closing(sqlite3.connect(tmp_path / "inbox")) as inbox:
        kept = inbox.execute("select count(*), count(distinct id), min(acted) from message").fetchone()
        newest = inbox.execute("select count(*) from subject where sequence like '%7'").fetchone()
    assert kept[0] == kept[1]
    assert kept[2] == 1
    assert newest == (1,), "the older message that came later did not move its subject back"


def test_an_endpoint_with_another_secret_is_told_what_it_does_not_take(
    receiver: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    assert main(["supplier-check", receiver, "--new-secret", str(other)]) == 0
    assert main(["supplier-check", receiver, "--secret-file", str(other), "--only", "takes a message again"]) == 1
    assert "WRONG  takes a message again: it answered 401 instead of 2xx" in capsys.readouterr().out


def test_a_secret_is_written_for_its_owner_alone_and_never_over_another(
    secret: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = secret.read_text()
    assert secret.stat().st_mode & 0o077 == 0
    assert main(["supplier-check", "http://127.0.0.1/", "--new-secret", str(secret)]) == 1
    assert "was not written: File exists" in capsys.readouterr().err
    assert secret.read_text() == before
    assert before.strip() not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ftp://u@x"], "URL: has a user or a password in it"),
        (["http://127.0.0.1/"], "--secret-file: there is no secret (make one with --new-secret FILE"),
        (["http://127.0.0.1/", "--secret-file", "/nowhere"], "--secret-file: cannot be read: FileNotFoundError"),
    ],
)
def test_what_was_mistyped_is_said_with_its_cure(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ONTZORG_WEBHOOK_SECRET", raising=False)
    assert main(["supplier-check", *words]) == 1
    assert said in capsys.readouterr().err


def test_scenes_that_do_not_exist_are_not_played(secret: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["supplier-check", "http://127.0.0.1/", "--secret-file", str(secret), "--only", "dancing"]) == 1
    assert "no scene has ‘dancing’ in its name" in capsys.readouterr().err
