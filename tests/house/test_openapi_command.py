"""The documents of the APIs are kept in the repository, and the code is held against them."""

import json
from pathlib import Path

import pytest

from house.command_line import main
from services.schedule.app import schedule_document

KEPT = Path(__file__).parents[2] / "docs" / "openapi"


def test_the_kept_document_of_the_schedule_service_is_that_of_its_code() -> None:
    """If it is not: `./ontzorg openapi schedule > docs/openapi/schedule.json`, and look at what changed."""
    assert json.loads((KEPT / "schedule.json").read_text("utf-8")) == schedule_document()


def test_the_command_prints_what_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi", "schedule"]) == 0
    assert capsys.readouterr().out == (KEPT / "schedule.json").read_text("utf-8")


def test_a_service_that_does_not_exist_has_no_document(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["openapi", "mandates"])
    assert "invalid choice: 'mandates'" in capsys.readouterr().err
