"""What the README shows is what the commands say."""

import re
import subprocess
import sys

import pytest

from house.steps import ROOT

_BLOCK = re.compile(r"^```\n\$ \./ontzorg (?P<command>.*)\n(?P<shown>(?:.*\n)*?)```$", re.MULTILINE)
EXAMPLES = [(found["command"], found["shown"]) for found in _BLOCK.finditer((ROOT / "README.md").read_text("utf-8"))]


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_a_command_of_the_readme_says_what_is_shown_there(command: str, shown: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "house", *command.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    said = [line.split() for line in done.stdout.splitlines()]
    assert [line for line in shown.splitlines() if line.split() not in said] == []


def test_the_readme_shows_examples() -> None:
    assert {command.split()[0] for command, _ in EXAMPLES} == {"plan", "compare"}
