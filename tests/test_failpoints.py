"""A crash can be ordered at each named place, at no other, and a slip of the pen is no crash that passed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from services.failpoints import VARIABLE, all_failpoints
from tests.crash import crash

PASSING = """
from services.failpoints import failpoint
for number in range(1, 5):
    print(number, flush=True)
    failpoint("outbox.taken")
"""


def run(setting: str | None) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    environment |= {} if setting is None else {VARIABLE: setting}
    return subprocess.run([sys.executable, "-c", PASSING], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("setting", [None, "", "outbox.posted", "outbox.taken:5"])
def test_unless_it_is_named_a_failpoint_does_nothing(setting: str | None) -> None:
    done = run(setting)
    assert (done.returncode, done.stdout.split()) == (0, ["1", "2", "3", "4"])


@pytest.mark.parametrize(("setting", "passed"), [("outbox.taken", ["1"]), ("outbox.taken:3", ["1", "2", "3"])])
def test_the_process_ends_at_the_hit_that_was_asked_for(setting: str, passed: list[str]) -> None:
    assert crash(PASSING, at=setting).split() == passed
    assert run(setting).returncode == -signal.SIGKILL


@pytest.mark.parametrize("setting", ["outbox.token", "outbox.taken:0", "outbox.taken:often", ":2"])
def test_a_setting_that_names_no_failpoint_is_refused_at_the_start(setting: str) -> None:
    done = run(setting)
    assert done.returncode == 1
    assert f"ValueError: {VARIABLE}={setting} is no failpoint; there are: " in done.stderr
    assert ", command.answered, " in done.stderr


def test_every_failpoint_in_the_house_is_listed_with_its_place() -> None:
    listed = all_failpoints()
    assert {"command.answered", "outbox.posted", "outbox.taken"} <= set(listed)
    assert listed["outbox.taken"].startswith("outbox.py:")


@pytest.mark.parametrize("source", ['failpoint("a.b")\nfailpoint("a.b")', "failpoint(name)", 'failpoint(f"a.{b}")'])
def test_a_name_is_written_out_and_used_once(tmp_path: Path, source: str) -> None:
    (tmp_path / "run.py").write_text(source)
    with pytest.raises(ValueError, match="a failpoint has a name of its own, written out"):
        all_failpoints(tmp_path)
