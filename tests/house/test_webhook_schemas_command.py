"""The schemas of webhooks are kept in the repository, and the code is held against them."""

import json
from pathlib import Path

import pytest

from house.command_line import main

_KEPT = Path(__file__).parents[2] / "docs" / "webhook-schemas.json"


def test_the_command_prints_what_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """If it does not: `./ontzorg webhook-schemas > docs/webhook-schemas.json`, and tell suppliers what changed."""
    assert main(["webhook-schemas"]) == 0
    assert capsys.readouterr().out == _KEPT.read_text("utf-8")


def test_every_message_of_both_ways_is_an_object_that_says_what_it_must_have() -> None:
    kept = json.loads(_KEPT.read_text("utf-8"))
    assert set(kept) == {"weTell", "youTell"}
    for name, schema in (*kept["weTell"].items(), *kept["youTell"].items()):
        assert schema["type"] == "object", name
        assert schema["required"], name
        assert schema["$schema"].endswith("2020-12/schema"), name
