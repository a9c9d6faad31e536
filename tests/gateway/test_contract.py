"""What the services say of themselves, and which of it has a place in a graph."""

import re

import pytest

from gateway.contract import code_as_name, kept_contract
from tests.gateway.documents import two_services

LEFT_OUT = {
    "it answers with a file": {
        "downloadFile",
        "downloadInstructionFile",
        "downloadJournalExport",
        "downloadProcessingBatch",
        "downloadRecallFile",
        "downloadSentBackFile",
        "getLetterPhoto",
        "getSupplierDocumentContent",
    },
    "it takes a file": {
        "answerInstructionFile",
        "handInLetterPhoto",
        "handInPhotoOfLetter",
        "handInOpenItems",
        "handInRecallAnswer",
        "handInStatementFile",
        "handInStatusReport",
    },
    "it is asked without a token": {"answerQuestion", "getQuestion", "receiveEvents", "tellWord"},
    "services ask it of one another": {
        "askReleases",
        "checkReleases",
        "searchCustomerNumbers",
        "searchSupportedHouseholds",
    },
    "each service has its own log, which an auditor reads there": {
        "listProcessing",
        "listProcessingActivities",
        "listProcessingBatches",
    },
}
"""What a caller still has REST for."""


def test_every_operation_is_in_the_graph_or_left_out_for_a_reason_that_stands_here() -> None:
    found: dict[str, set[str]] = {}
    for one in kept_contract().operations:
        if one.left_out is not None:
            found.setdefault(one.left_out, set()).add(one.name)
    assert found == LEFT_OUT


def test_every_command_takes_a_key_and_every_question_changes_nothing() -> None:
    """A POST without a key is a search, a what-if or a rehearsal."""
    asked = [one for one in kept_contract().operations if one.left_out is None and not one.is_command]
    posts = {one.path for one in asked if one.method == "POST"}
    kept = {path for path in posts if not re.search(r"/_search$|/what-ifs$|/_rehearse$", path)}
    assert kept == set()
    assert {one.method for one in asked} == {"GET", "POST"}


def test_an_operation_says_what_is_in_its_path_what_it_takes_and_what_it_refuses() -> None:
    moved = two_services().operation("schedule", "moveHousehold")
    assert (moved.method, moved.path, moved.is_command) == ("POST", "/v1/households/{household_id}/_move", True)
    assert [(one.name, one.field) for one in moved.named_parts] == [("household_id", "householdId")]
    assert [(one.code, one.status) for one in moved.problems] == [("has-moved", 409)]
    assert moved.description == "What moveHousehold does. And more."


def test_an_operation_that_nobody_has() -> None:
    with pytest.raises(LookupError, match="schedule has no operation flyAway"):
        two_services().operation("schedule", "flyAway")


def test_what_a_graph_has_no_place_for_says_why() -> None:
    left = {one.name: one.left_out for one in two_services().operations if one.left_out}
    assert left == {"downloadFile": "it answers with a file", "tellLetter": "it is asked without a token"}


def test_a_code_becomes_the_name_of_a_type() -> None:
    assert (code_as_name("no-such-run"), code_as_name("gone")) == ("NoSuchRun", "Gone")
