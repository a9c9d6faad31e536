"""How `check` and `test` tell of their steps, and how `test` calls pytest."""

import pytest

from house.steps import CACHES, Outcome, Step, pytest_options, run, settings_of_tools

GOOD = Step("format", lambda: Outcome(True, "nothing to say"))
BAD = Step("types", lambda: Outcome(False, "money.py:3: error\n"), "give it a type")


def test_a_failing_step_is_named_and_shows_what_it_said_a_good_one_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([GOOD, BAD]) == ["types"]
    said = capsys.readouterr().out
    assert "money.py:3: error\n\nTo mend it: give it a type\n" in said
    assert "nothing to say" not in said


def test_a_failing_step_does_not_keep_the_next_from_running(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([BAD, BAD]) == ["types", "types"]
    assert capsys.readouterr().out.count("FAILED") == 2


@pytest.mark.parametrize(("cores", "spread"), [(1, []), (2, ["-n", "3"]), (64, ["-n", "4"])])
def test_all_tests_are_spread_over_one_process_more_than_cores_at_most_four(cores: int, spread: list[str]) -> None:
    stealing = ["--dist", "worksteal"] if spread else []
    assert pytest_options([], cores, long=True) == ["-o", f"cache_dir={CACHES / 'pytest'}", *spread, *stealing]


def test_long_tests_run_when_they_are_asked_for() -> None:
    assert pytest_options([], 1)[2:] == ["-m", "not long"]
    assert pytest_options([], 1, long=True)[2:] == []


def test_chosen_tests_run_as_the_caller_says() -> None:
    assert pytest_options(["tests/x", "-k", "y"], 8)[2:] == ["tests/x", "-k", "y"]


@pytest.mark.parametrize(
    ("given", "compiled"),
    [
        ({"LANG": "nl_NL"}, {}),
        ({"LANG": "nl_NL", "PYTHONDONTWRITEBYTECODE": "1"}, {"PYTHONPYCACHEPREFIX": str(CACHES / "compiled")}),
    ],
)
def test_what_is_compiled_lies_beside_its_source_or_where_it_may(
    given: dict[str, str], compiled: dict[str, str]
) -> None:
    hypothesis = {"HYPOTHESIS_STORAGE_DIRECTORY": str(CACHES / "hypothesis")}
    assert settings_of_tools(given) == {"LANG": "nl_NL", **hypothesis, **compiled}
