"""What a bank answers to a recall is read, whatever version and place; what says nothing of a payment is refused."""

import pytest

from services.schedule.statements.faults import NotABankFile, UnreadableBankFile
from services.schedule.statements.formats.camt029 import read_recall_answers
from services.schedule.statements.formats.format import BankFileFormat, recognise
from services.schedule.statements.formats.reading import reader_of
from services.schedule.statements.recall_answer import RecallAnswer, RecallStatus
from tests.schedule.recalls.answers import answer, of


def read(content: bytes) -> list[RecallAnswer]:
    return list(read_recall_answers([content]))


@pytest.mark.parametrize("in_block", [True, False])
@pytest.mark.parametrize("version", range(3, 13))
def test_an_answer_says_of_each_payment_what_became_of_its_recall(version: int, in_block: bool) -> None:
    content = answer(of("E-1", "ACCR"), of("E-2", "RJCR", "NOAS"), version=version, in_block=in_block)
    assert recognise(content) is BankFileFormat.CAMT_029
    assert read(content) == [
        RecallAnswer("E-1", RecallStatus.ACCEPTED),
        RecallAnswer("E-2", RecallStatus.REJECTED, "NOAS"),
    ]


@pytest.mark.parametrize(
    ("of_all", "status"),
    [
        ("CNCL", RecallStatus.ACCEPTED),
        ("RJCR", RecallStatus.REJECTED),
        ("PDCR", RecallStatus.PENDING),
        ("INFO", RecallStatus.PENDING),
    ],
)
def test_a_payment_without_a_status_of_its_own_has_that_of_the_request(of_all: str, status: RecallStatus) -> None:
    assert read(answer(of("E-1"), of_all=of_all)) == [RecallAnswer("E-1", status)]


@pytest.mark.parametrize("content", [answer(), answer(of("", "RJCR")), answer(of("E-1", "PERHAPS")), answer()[:-30]])
def test_an_answer_about_no_payment_or_of_an_unknown_status_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableBankFile):
        read(content)


def test_it_is_no_statement() -> None:
    with pytest.raises(NotABankFile, match=r"answer to a recall"):
        reader_of([answer(of("E-1"))])
