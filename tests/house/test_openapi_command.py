"""The documents of the APIs are kept in the repository, and the code is held against them."""

import json
from pathlib import Path

import pytest

from house.command_line import main
from house.commands.openapi import DOCUMENTS

KEPT = Path(__file__).parents[2] / "docs" / "openapi"


@pytest.mark.parametrize("service", DOCUMENTS)
def test_the_kept_document_of_a_service_is_that_of_its_code(service: str) -> None:
    """If it is not: `./ontzorg openapi schedule > docs/openapi/schedule.json`, and look at what changed."""
    assert json.loads((KEPT / f"{service}.json").read_text("utf-8")) == DOCUMENTS[service]()


@pytest.mark.parametrize("service", DOCUMENTS)
def test_the_command_prints_what_is_kept(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi", service]) == 0
    assert capsys.readouterr().out == (KEPT / f"{service}.json").read_text("utf-8")


def test_a_service_that_does_not_exist_has_no_document(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["openapi", "weather"])
    assert "invalid choice: 'weather'" in capsys.readouterr().err
