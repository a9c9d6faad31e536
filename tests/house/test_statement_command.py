"""`statement` reads what a file of the bank says without a house, and tells at a house what became of it."""

import json
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from house.command_line import main
from house.commands.statement import told
from services.events import StatementState
from services.schedule.schemas import Statement
from services.schedule.statements.proving import Proof
from services.wire import Money
from tests.schedule.statements.files import SUPPLIER, Line, camt, stmt

RENT = Line(-620_00, "202603" + "a" * 24)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "march.xml"
    path.write_bytes(camt(stmt(RENT, Line(322_00, text="voorschot huurtoeslag"))))
    return path


def test_a_page_tells_balances_proof_and_bookings_and_shows_no_account_number(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["statement", "read", str(file)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "statement 2026-1 of NL91**********4300",
        "  opening          €1,000.00",
        "  closing            €702.00",
        "  came in            €322.00",
        "  went out           €620.00",
        "  opening balance and entries make the closing balance; 2 of 2 entries are booked",
        f"  2026-03-03        -€620.00  {RENT.end_to_end_id}",
        "  2026-03-03        +€322.00",
    ]


def test_json_tells_every_booking_in_whole_cents(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["statement", "read", "--json", str(file)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    document = json.loads(line)
    assert (document["opening"], document["closing"], document["proof"]) == (1_000_00, 702_00, "closes")
    first, second = document["bookings"]
    assert (first["amount"], first["direction"], first["counterparty"]["iban"]) == (620_00, "debit", SUPPLIER)
    assert (second["amount"], second["direction"], second["remittance"]) == (322_00, "credit", "voorschot huurtoeslag")


def test_a_statement_that_does_not_close_is_told_by_how_much_and_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.xml"
    path.write_bytes(camt(stmt(RENT, closing=379_99)))
    assert main(["statement", "read", str(path)]) == 1
    assert "  DOES NOT CLOSE by -€0.01; 1 of 1 entries are booked" in capsys.readouterr().out.splitlines()


def test_a_file_at_fault_is_named_with_every_fault_and_the_others_are_read(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken, picture, nothing = (tmp_path / name for name in ("broken.xml", "picture.png", "nothing.xml"))
    broken.write_bytes(camt(stmt(RENT)).replace(b"<Sts><Cd>BOOK</Cd></Sts>", b"").replace(b"620.00", b"620.001"))
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert main(["statement", "read", str(broken), str(picture), str(nothing), str(file)]) == 1
    told_of = capsys.readouterr()
    assert told_of.out.startswith("statement 2026-1 of NL91")
    said = told_of.err.splitlines()
    assert len([line for line in said if line.startswith(f"{broken}: line ")]) >= 2
    assert [line for line in said if line.startswith(f"{picture}: ")] != []
    assert said[-1] == f"{nothing}: No such file or directory"


def test_a_house_needs_a_token(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ONTZORG_TOKEN", raising=False)
    assert main(["statement", "list"]) == 1
    assert "ONTZORG_TOKEN: is not set" in capsys.readouterr().err


def test_what_waits_is_told_with_the_line_that_lets_it_in() -> None:
    one = Statement(
        id=UUID(int=7),
        account="NL91**********4300",
        statement_id="2026-3",
        as_of=date(2026, 3, 5),
        opening=None,
        closing=Money(amount=89_97),
        booked=1,
        proof=Proof.CLOSES,
        difference=Money(amount=0),
        state=StatementState.WAITS,
        why="hand in the statements before it",
    )
    assert told(one) == [
        "2026-03-05  NL91**********4300  2026-3: waits",
        "  1 booked, closing balance €89.97; hand in the statements before it",
        f'  ./ontzorg statement let-in {UUID(int=7)} --reason "…"',
    ]
