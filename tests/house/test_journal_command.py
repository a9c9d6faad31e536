"""`journal` says of an export what a bookkeeper looks at, and never overwrites one."""

from argparse import Namespace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from house.command_line import main
from house.commands.journal import kept, told
from house.commands.run import AnotherFile
from services.schedule.schemas import JournalExport
from services.wire import Money

EXPORT = JournalExport(
    number=3,
    since=date(2026, 3, 1),
    through=date(2026, 3, 31),
    entries=2,
    sum=Money(amount=2_020_00),
    bytes=812,
    sha256="ab" * 32,
    made_at=datetime(2026, 4, 1, 9, tzinfo=UTC),
    made_by="piet",
)


def test_an_export_is_told_in_a_line() -> None:
    assert told(EXPORT) == (
        "Journal 3, 2026-03-01 through 2026-03-31: 2 posting(s), €2,020.00 debit and credit; SHA-256 abababababab…"
    )


def test_a_journal_is_written_once_and_never_over_another(tmp_path: Path) -> None:
    args = Namespace(number=3, json=False, output=tmp_path / "books")
    path = kept(args, b"one")
    assert (path.name, path.read_bytes(), kept(args, b"one")) == ("journal-3.csv", b"one", path)
    with pytest.raises(AnotherFile):
        kept(args, b"another")
    assert path.read_bytes() == b"one"


def test_asking_needs_a_token(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ONTZORG_TOKEN", raising=False)
    assert main(["journal", "export", "2026-03-31"]) == 1
    assert "ONTZORG_TOKEN: is not set" in capsys.readouterr().err
