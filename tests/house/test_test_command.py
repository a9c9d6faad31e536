"""`test`: what fails beside the tests fails the whole, and is told last."""

import sys
from collections.abc import Sequence

import pytest

from house import steps
from house.command_line import main
from house.steps import Outcome, Step


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is looked at, and every test passes."""

    def passes(_options: Sequence[str], *, long: bool = False) -> int:
        sys.stdout.write("all tests passed\n")
        return 0

    monkeypatch.setattr(steps, "quick_steps", lambda: [Step("lint", lambda: Outcome(True, ""))])
    monkeypatch.setattr(steps, "pytest", passes)


def test_a_wrong_type_fails_it_though_every_test_passed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(steps, "types", lambda: Step("types", lambda: Outcome(False, "money.py:3: error")))
    assert main(["test"]) == 1
    said = capsys.readouterr().out
    assert said.index("all tests passed") < said.index("money.py:3: error")
    assert said.endswith("Beside the tests, this failed: types.\n")


def test_it_is_content_when_all_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(steps, "types", lambda: Step("types", lambda: Outcome(True, "")))
    assert main(["test"]) == 0
    assert "failed" not in capsys.readouterr().out
