"""What comes back from a command that goes well, finds faults, is used wrongly, or breaks down."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.checkouts import a_checkout, a_command

FAULTS = a_command(
    "def run(args): raise InvalidInput([Fault('rows[0].iban', 'check digits', 'read it again'), Fault('', 'empty')])",
    "from services.errors import Fault, InvalidInput",
)
REFUSED = a_command("def run(args): raise Conflict('the run is frozen')", "from services.errors import Conflict")
ABSENT = a_command("def run(args): open('not-there.json')")
CRASH = a_command("def run(args): return 1 // 0")
TALK = a_command("def run(args):\n    for _ in range(100_000): print('and another thing')\n    return 0")
ECHO = a_command("def run(args): print(args.passed_on); return 0", "PASSES_ON = True")
QUIET = a_command("def run(args): return 0")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house whose commands each end in another way."""
    return a_checkout(
        tmp_path_factory.mktemp("house"),
        faults=FAULTS, refused=REFUSED, absent=ABSENT, crash=CRASH, talk=TALK, echo=ECHO, quiet=QUIET,
    )  # fmt: skip


def run(house: Path, *words: str) -> tuple[str, str, int]:
    """What the command says, what it complains of, and its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "house", *words], cwd=house, capture_output=True, text=True, timeout=60, check=False
    )
    return done.stdout, done.stderr, done.returncode


def test_faults_in_what_was_given_are_all_named_with_their_cures(house: Path) -> None:
    assert run(house, "faults") == (
        "",
        "ontzorg faults: rows[0].iban: check digits (read it again)\nontzorg faults: empty\n",
        1,
    )


def test_a_refusal_is_one_line(house: Path) -> None:
    assert run(house, "refused") == ("", "ontzorg refused: the run is frozen\n", 1)


def test_a_file_that_is_not_there_is_wrong_usage(house: Path) -> None:
    assert run(house, "absent") == ("", "ontzorg absent: not-there.json: no such file or directory\n", 2)


def test_an_unknown_option_is_wrong_usage(house: Path) -> None:
    said, complained, code = run(house, "quiet", "--loud")
    assert (said, complained.splitlines()[-1], code) == (
        "",
        "./ontzorg quiet: error: unknown option or argument: --loud",
        2,
    )


def test_options_pass_untouched_through_a_command_that_passes_them_on(house: Path) -> None:
    assert run(house, "echo", "tests/x", "-k", "y") == ("['tests/x', '-k', 'y']\n", "", 0)


def test_a_breakdown_of_ours_shows_where_and_has_a_code_of_its_own(house: Path) -> None:
    said, complained, code = run(house, "crash")
    assert (said, code) == ("", 3)
    assert "ZeroDivisionError" in complained
    assert complained.endswith("please report it with the lines above.\n")


@pytest.mark.parametrize(
    ("words", "first"), [("talk", "and another thing"), ("--help", "Ontzorg: who pays what, when,")]
)
def test_a_reader_who_has_seen_enough_is_not_complained_to(house: Path, words: str, first: str) -> None:
    talking = f"{shlex.quote(sys.executable)} -u -m house {words} | head -c {len(first)}; echo; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", talking], cwd=house, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == (f"{first}\n0\n", "")


def test_no_words_at_all_show_the_list_of_commands(house: Path) -> None:
    assert run(house)[0] == run(house, "--help")[0] == run(house, "help")[0]


def test_help_on_a_command_shows_its_own_help(house: Path) -> None:
    said, _, code = run(house, "help", "quiet")
    assert (said.splitlines()[0], code) == ("usage: ./ontzorg quiet [-h]", 0)
