"""What no line of the repository may hold. The forbidden is put together here, or this file would break it."""

import pytest

from house.inspection.lines import faults_in_lines

HASH = "#"


def whats(line: str, code: bool = True) -> list[str]:
    return [fault.what for fault in faults_in_lines("x.py", line, code)]


@pytest.mark.parametrize(
    "address", ["files.example.org/a.whl", "registry.example.org", "pypi.example.org", "pypi.org/x"]
)
def test_an_address_of_a_package_registry_is_a_fault_in_any_file(address: str) -> None:
    assert whats(f"see https://{address}", code=False) == ["names a package registry"]


@pytest.mark.parametrize("address", ["wetten.overheid.nl/BWBR0015703", "example.org/files/a", "pytest.example.org"])
def test_any_other_address_is_none(address: str) -> None:
    assert whats(f"see https://{address}") == []


@pytest.mark.parametrize("place", ["home", "root", "Users", "workspace"])
def test_a_path_of_one_machine_is_a_fault_in_any_file(place: str) -> None:
    assert whats(f"open /{place}/anna/case.json", code=False) == ["names a path of one machine"]


@pytest.mark.parametrize("line", ["open ~/home/x", "https://example.org/home/x", "cases/home/x", "as root or not"])
def test_a_path_of_no_machine_is_none(line: str) -> None:
    assert whats(line) == []


@pytest.mark.parametrize("comment", ["type: ignore", "type: ignore[arg-type]", "noqa", "noqa: F401", "noqa: F401,E501"])
def test_a_tool_silenced_without_a_reason_is_a_fault(comment: str) -> None:
    assert len(whats(f"x = 1  {HASH} {comment}")) == 1


@pytest.mark.parametrize("comment", ["type: ignore[arg-type]  # their stubs lag", "noqa: F401, E501 - re-exported"])
def test_a_tool_silenced_with_its_code_and_a_reason_is_none(comment: str) -> None:
    assert whats(f"x = 1  {HASH} {comment}") == []


@pytest.mark.parametrize("mark", ["mark.skip", "mark.xfail", "skip", "importorskip"])
def test_a_test_that_is_passed_over_is_a_fault(mark: str) -> None:
    assert whats(f"pytest.{mark}('later')") == ["leaves something untested"]


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "X" * 3])
def test_work_that_says_it_is_not_done_is_a_fault_in_code_and_may_be_spoken_of_in_prose(word: str) -> None:
    assert whats(f"{HASH} {word} later") == ["says of itself that it is not done"]
    assert whats(f"no {word} stays", code=False) == []


def test_a_fault_names_the_file_and_the_line() -> None:
    assert [fault.where for fault in faults_in_lines("a.py", f"x = 1\ny = 2  {HASH} noqa", True)] == ["a.py:2"]
