"""The MT940 that lies beside the checkout, of BNG: six years of huurtoeslag, and balances that do not close."""

from datetime import date
from pathlib import Path

from services.schedule.statements.formats.mt940 import read_mt940
from services.schedule.statements.statement import (
    Account,
    Balance,
    Counterparty,
    Detail,
    Direction,
    Entry,
    Part,
    StatementEnd,
    StatementHeading,
)

BESIDE_THE_CHECKOUT = Path(__file__).parents[5] / "shared" / "bank-samples"


def the_sample() -> list[list[Part]]:
    """The parts of each sample, which is none where the folder is not there."""
    return [list(read_mt940([path.read_bytes()])) for path in sorted(BESIDE_THE_CHECKOUT.glob("*.txt"))]


def test_the_sample_is_72_months_of_huurtoeslag_of_322_euros() -> None:
    for parts in the_sample():
        entries = [part for part in parts if isinstance(part, Entry)]
        assert len(entries) == 72
        assert {(entry.amount, entry.direction) for entry in entries} == {(32_200, Direction.CREDIT)}
        assert [entry.number for entry in entries] == list(range(1, 73))
        assert (entries[0].value_on, entries[-1].value_on) == (date(2019, 1, 20), date(2024, 12, 20))
        assert {entry.booked_on for entry in entries} == {None}


def test_the_sample_says_who_paid_and_by_which_reference() -> None:
    payer = Counterparty("BELASTINGDIENST", Account(iban="NL86INGB0002445588", bic="INGBNL2A"))
    for parts in the_sample():
        assert isinstance(parts[1], Entry)
        said = (
            "TERUGGAAF  NR. 999999990T900252 VOORSCHOT HUURTOESLAG 2019 (DE TEST     ) MEER INFO OP WWW.TOESLA GEN.NL"
        )
        assert parts[1].details == (
            Detail(end_to_end_id="GVSXX20210101012345678", remittance=said, counterparty=payer),
        )


def test_the_sample_tells_balances_that_do_not_close_as_they_are() -> None:
    for parts in the_sample():
        heading, end = parts[0], parts[-1]
        assert isinstance(heading, StatementHeading)
        assert (heading.id, heading.account) == ("34948929/1", Account(iban="NL66BNGH0123456789"))
        assert end == StatementEnd(Balance(0, date(2020, 11, 1)), Balance(0, date(2020, 11, 26)))
