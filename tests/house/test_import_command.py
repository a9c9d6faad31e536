"""`import` says what it lacks before it sends anything, and where nobody answers."""

import socket
from pathlib import Path

import pytest

from house.command_line import main

CASELOAD = Path(__file__).parents[2] / "docs" / "examples" / "caseload.csv"


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> str:
    """A port at which nothing listens, and a token that nobody gave."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    monkeypatch.setenv("ONTZORG_URL", address)
    monkeypatch.setenv("ONTZORG_TOKEN", "nobody's")
    return address


def test_without_a_token_nothing_is_sent(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ONTZORG_TOKEN")
    assert main(["import", str(CASELOAD)]) == 1
    assert capsys.readouterr().err == (
        "ontzorg import: ONTZORG_TOKEN: is not set (set it to an access token that may import)\n"
    )


def test_what_is_neither_csv_nor_json_is_not_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "caseload.xlsx"
    sheet.write_bytes(b"PK")
    assert main(["import", str(sheet)]) == 1
    assert capsys.readouterr().err == (
        f"ontzorg import: {sheet}: its name ends neither in .csv nor in .json: it is a spreadsheet"
        " (save it as ‘CSV UTF-8’ and hand that file in)\n"
    )


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "caseload.csv")]) == 2
    assert "no such file or directory" in capsys.readouterr().err


def test_where_nobody_answers_that_is_said(nowhere: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(CASELOAD)]) == 1
    said = capsys.readouterr()
    assert said.err == (
        f"ontzorg import: Nothing answers at {nowhere}; `./ontzorg up` starts a house, ONTZORG_URL names another.\n"
    )
    assert said.out == ""
