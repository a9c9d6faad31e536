"""The pytest plugin, as a back office has it: one file, httpx and pytest, and a sandbox in a process of its own."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from sandbox.client import ontzorg_sandbox

CLIENT = Path(ontzorg_sandbox.__file__)
NEEDED = "httpx httpcore h11 anyio certifi idna typing_extensions py pytest _pytest pluggy iniconfig packaging pygments"
"""All that stands beside the plugin: httpx and pytest, with what these need themselves."""
THEIRS = """
import importlib.util


def test_nothing_of_ontzorg_is_here():
    for name in ("services", "house", "gateway", "sandbox", "sqlalchemy", "fastapi", "psycopg"):
        assert importlib.util.find_spec(name) is None


def test_a_day_passes(ontzorg_sandbox):
    assert (ontzorg_sandbox.told()["name"], str(ontzorg_sandbox.today)) == ("test_a_day_passes", "2026-01-05")
    assert ontzorg_sandbox.move_to("2026-01-06") == []
    assert str(ontzorg_sandbox.today) == "2026-01-06"


def test_another_test_has_another_world(ontzorg_sandbox):
    assert str(ontzorg_sandbox.today) == "2026-01-05"
    assert len(ontzorg_sandbox.sandbox.ask("GET", "/v1/sandbox/worlds")["items"]) == 1
    anna = ontzorg_sandbox.person("anna", "case_manager")
    assert anna.get("/v1/households").json()["items"] == []
    refused = anna.post("/v1/households", json={"reference": "Z-1", "municipality": "GM0000", "facts": []})
    assert refused.status_code in (400, 404, 422)
"""


def test_it_needs_nothing_but_httpx_and_pytest_and_gives_each_test_a_world(tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / CLIENT.name).symlink_to(CLIENT)
    for name in NEEDED.split():
        if (spec := find_spec(name)) is not None and spec.origin is not None:
            origin = Path(spec.origin)
            there = origin.parent if origin.name == "__init__.py" else origin
            (beside / there.name).symlink_to(there)
    theirs = tmp_path / "test_theirs.py"
    theirs.write_text(THEIRS)
    options = ["-q", "-p", "ontzorg_sandbox", "-p", "no:cacheprovider", str(theirs)]
    program = f"import sys; sys.path.insert(0, {str(beside)!r}); import pytest; sys.exit(pytest.main({options!r}))"
    command = [sys.executable, "-I", "-S", "-c", program]
    ours = f"{sys.executable} -P -m house"
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=tmp_path,
        env={"ONTZORG_SANDBOX_COMMAND": ours, "PYTHONPATH": str(CLIENT.parents[2]), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout
