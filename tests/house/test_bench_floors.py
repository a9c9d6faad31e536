"""The floors do the same as what they bound, and nothing else."""

from datetime import UTC, date, datetime

import pytest

from house.bench import bare_file
from house.bench.bare_plan import balances, streams
from house.bench.cases import cases
from services.iban import Iban
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.bank.credit_transfer import CreditTransfer, FileHeader
from services.schedule.bank.pain001 import write
from services.schedule.households.rulebook import shipped_rules
from services.schedule.planning.plan import plan

FRIDAY = date(2026, 3, 6)
SUPPLIER = Iban("NL91ABNA0417164300")
HEADER = FileHeader("RUN-1", datetime(2026, 3, 1, 9, tzinfo=UTC), "Voorbeeldam", SUPPLIER)
REFERENCES = (
    None,
    PaymentReference(ReferenceKind.FREE_TEXT, "huur maart"),
    PaymentReference(ReferenceKind.CREDITOR_REFERENCE, "RF18539007547034"),
)


def a_file() -> bytes:
    transfers = [
        CreditTransfer(f"202603a{number}", 10_005 + number, "Woningstichting TEST", SUPPLIER, reference, FRIDAY)
        for number, reference in enumerate(REFERENCES)
    ]
    totals = {FRIDAY: (len(transfers), sum(one.amount for one in transfers))}
    return b"".join(write(HEADER, transfers, totals))


def test_the_bare_generator_has_the_flows_and_the_balances_of_the_plan() -> None:
    norms = shipped_rules().norms
    planned = [plan(case, norms) for case in cases(60)]
    assert len(planned) > 40
    for one in planned:
        given = streams(one)
        assert sum(len(stream.calendar) for stream in given) == len(one.entries)
        assert list(balances(given).items()) == [(end.on, end.balance) for end in one.day_ends]


def test_the_template_writes_the_bytes_of_the_product() -> None:
    content = a_file()
    assert b"".join(bare_file.write(bare_file.lines(content))) == content
    assert sum(not isinstance(line, str) for line in bare_file.lines(content)) == len(REFERENCES)


def test_a_file_that_the_template_would_write_otherwise_is_refused() -> None:
    with pytest.raises(bare_file.AnotherFile):
        bare_file.lines(a_file().replace(b"100.05", b"0100.05"))


def test_the_bare_check_takes_what_keeps_to_the_schema_and_nothing_else() -> None:
    content = a_file()
    bare_file.check([content[:700], content[700:]])
    with pytest.raises(bare_file.AgainstTheSchema):
        bare_file.check([content.replace(b"SLEV", b"NONE")])
