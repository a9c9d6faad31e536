"""A row of a caseload becomes the facts that it states; what cannot be read is told by row and column."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from services.decoding import decoded
from services.errors import Fault, InvalidInput
from services.iban import Iban
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.households.service import NewHousehold
from services.schedule.imports.cells import Cells
from services.schedule.imports.columns import COLUMNS, Heading
from services.schedule.imports.csv_reading import read_csv, read_row
from services.schedule.payees.payee import PayeeDetails, WantedCostPayee
from tests.schedule.imports.builders import FULL_ROW, a_csv, a_row

TODAY = date(2026, 1, 5)


def read(content: bytes) -> list[NewHousehold]:
    rows = list(read_csv(content, TODAY).rows)
    assert [fault for row in rows for fault in row.faults] == []
    return [row.household for row in rows if row.household is not None]


def faults(content: bytes) -> list[tuple[str, str]]:
    try:
        file = read_csv(content, TODAY)
        found = [*file.faults, *(fault for row in file.rows for fault in row.faults)]
    except InvalidInput as refusal:
        found = list(refusal.faults)
    return [(fault.where, fault.what) for fault in found]


def facts(**cells: str) -> list[dict[str, Any]]:
    """What a row states that has these cells beside who it is about."""
    row = {"reference": "Z-1", "municipality": "GM0518"} | {
        name.replace("__", "."): value for name, value in cells.items()
    }
    (household,) = read(a_csv(row))
    return [
        content.model_dump(mode="json", exclude_defaults=True) | {"kind": content.kind}
        for content in household.contents
    ]


def test_a_whole_row_is_a_whole_household() -> None:
    (household,) = read(a_csv(FULL_ROW))
    assert (household.reference, household.municipality) == ("Z-1", "GM0518")
    assert [content.kind for content in household.contents] == [
        "composition",
        "azc_departure",
        "coa_allowance",
        "benefit_norm",
        "decision",
        "cost_contracted",
        "toeslag_amount",
        "toeslag_applied",
    ]
    landlord = PayeeDetails("Woonstede Verhuur", Iban("NL91ABNA0417164300"))
    own = PayeeDetails("Y. Proefpersoon", Iban("NL02ABNA0123456789"))
    assert household.cost_payees == [
        WantedCostPayee("leefgeld", own, where="leefgeld.iban"),
        WantedCostPayee("rent", landlord, PaymentReference(ReferenceKind.FREE_TEXT, "Klant 12"), where="rent.iban"),
    ]


def test_a_row_with_nothing_but_its_case_number_is_a_bare_household() -> None:
    assert facts() == []


@pytest.mark.parametrize(
    ("cells", "stated"),
    [
        ({"householdType": "couple", "children": "2"},
         [{"kind": "composition", "from": "2026-01-05", "householdType": "couple", "children": 2}]),
        ({"policy": "capelle", "leavesReceptionCentreOn": "2026-02-03"},
         [{"kind": "policy_chosen", "from": "2026-02-03", "policy": "capelle"},
          {"kind": "azc_departure", "on": "2026-02-03"}]),
        ({"rightStartsOn": "2026-02-10", "rightDecidedOn": "2026-02-20", "norm": "single"},
         [{"kind": "right_to_bijstand", "from": "2026-02-10", "decidedOn": "2026-02-20"},
          {"kind": "benefit_norm", "from": "2026-02", "norm": "single"}]),
        ({"leavesReceptionCentreOn": "2026-02-26", "norm": "single"},
         [{"kind": "azc_departure", "on": "2026-02-26"},
          {"kind": "benefit_norm", "from": "2026-03", "norm": "single"}]),
        ({"norm": "youth", "normFrom": "2026-04"}, [{"kind": "benefit_norm", "from": "2026-04", "norm": "youth"}]),
        ({"b12ReceivedOn": "2026-02-15"}, [{"kind": "b12_received", "on": "2026-02-15"}]),
        ({"payoutDay": "8", "payoutMonthOffset": "1"},
         [{"kind": "payout_day", "from": "2026-01-05", "day": 8, "monthOffset": 1}]),
        ({"decisionArticle": "57", "decisionFrom": "2026-08-08", "decisionUntil": "2027-02-07"},
         [{"kind": "decision", "article": "57", "from": "2026-08-08", "until": "2027-02-07"}]),
        ({"reliefEndsOn": "2026-07-31"}, [{"kind": "relief_ends", "on": "2026-07-31"}]),
        ({"toeslagenAuthorised": "No"}, [{"kind": "toeslagen_authorisation", "on": "2026-01-05", "given": False}]),
        ({"floor": "€ 450"}, [{"kind": "floor_assessed", "from": "2026-01-05", "amount": 45000}]),
        ({"minstand": "1.250,50"},
         [{"kind": "bridging_decided", "instrument": "minstand", "decidedOn": "2026-01-05", "amount": 125050}]),
        ({"leefgeld.amount": "425.00", "leefgeld.from": "2026-03"},
         [{"kind": "leefgeld_set", "from": "2026-03", "day": 1, "amount": 42500}]),
        ({"healthPremium.amount": "159", "healthPremium.dueDay": "1", "healthPremium.firstMonth": "2026-03",
          "healthPremium.firstDueOn": "2026-02-20", "healthPremium.firstAmount": "147,64"},
         [{"kind": "cost_contracted", "cost": "health_premium", "amount": 15900, "dueDay": 1, "firstMonth": "2026-03",
           "first": {"dueOn": "2026-02-20", "amount": 14764}}]),
        ({"kindgebondenBudget.amount": "431", "kindgebondenBudget.from": "2026-03",
          "kindgebondenBudget.decidedOn": "2026-04-17", "kindgebondenBudget.budgetAccountFrom": "2026-05-20"},
         [{"kind": "toeslag_amount", "toeslag": "kindgebonden_budget", "from": "2026-03", "amount": 43100},
          {"kind": "toeslag_decided", "toeslag": "kindgebonden_budget", "on": "2026-04-17"},
          {"kind": "toeslag_account", "toeslag": "kindgebonden_budget", "account": "budget", "on": "2026-05-20",
           "from": "2026-05-20"}]),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_the_columns_state_facts(cells: dict[str, str], stated: list[dict[str, Any]]) -> None:
    assert facts(**cells) == stated


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"leavesReceptionCentreOn": "2026-02-30"},
         [("leavesReceptionCentreOn", "2026-02-30 is no day: 2026-02 has 28 days")]),
        ({"leavesReceptionCentreOn": "03-02-2026"},
         [("leavesReceptionCentreOn", "'03-02-2026' is not a day written as YYYY-MM-DD")]),
        ({"norm": "singel"}, [("norm", "'singel' is no norm")]),
        ({"rent.iban": "NL92ABNA0417164300"}, [("rent.iban", "the check digits of the IBAN do not fit")]),
        ({"rent.amount": "1.566"},
         [("rent.amount", "‘1.566’ can be read as thousands of euros or as a fraction of one")]),
        ({"rent.dueDay": "first"}, [("rent.dueDay", "'first' is no whole number")]),
        ({"rent.dueDay": "32"}, [("rent.dueDay", "Input should be less than or equal to 31")]),
        ({"rent.dueDay": ""}, [("rent.amount", "dueDay is missing beside it")]),
        ({"rent.firstAmount": "310,00"}, [("rent.firstAmount", "first.dueOn is missing beside it")]),
        ({"rent.reference": ""},
         [("rent.reference", "is empty, and rent.payee, rent.iban, rent.referenceKind is filled")]),
        ({"rent.reference": "", "rent.referenceKind": ""},
         [("rent.referenceKind", "is empty, and rent.payee, rent.iban is filled"),
          ("rent.reference", "is empty, and rent.payee, rent.iban is filled")]),
        ({"rent.payee": "", "rent.iban": "NL92ABNA0417164300", "rent.referenceKind": "free"},
         [("rent.payee", "is empty, and rent.iban, rent.referenceKind, rent.reference is filled"),
          ("rent.iban", "the check digits of the IBAN do not fit"), ("rent.referenceKind", "'free' is not known")]),
        ({"leefgeld.iban": ""}, [("leefgeld.iban", "is empty, and leefgeld.name is filled")]),
        ({"rent.referenceKind": "creditor_reference", "rent.reference": "RF00123"},
         [("rent.reference", "the check digits of the RF reference do not fit")]),
        ({"rent.payee": "دار السلام"}, [("rent.payee", None)]),
        ({"leefgeld.name": ""}, [("leefgeld.name", "is empty, and leefgeld.iban is filled")]),
        ({"toeslagenAuthorised": "maybe"}, [("toeslagenAuthorised", "'maybe' is neither yes nor no")]),
        ({"decisionArticle": "57a"}, [("decisionArticle", None)]),
        ({"reference": "123456782"}, [("reference", "this could be a BSN, and a BSN is not kept here")]),
        ({"municipality": "Den Haag"}, [("municipality", None)]),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_what_cannot_be_read_is_told_by_row_and_column(
    cells: dict[str, str], told: list[tuple[str, str | None]]
) -> None:
    found = faults(a_csv(FULL_ROW | cells))
    assert [where for where, _ in found] == [f"rows[2].{column}" for column, _ in told]
    assert all(what in (None, said) for (_, said), (_, what) in zip(found, told, strict=True))


def test_every_fault_of_every_row_is_told_at_once() -> None:
    rows = [
        a_row(norm="singel", rent__amount="-"),
        a_row(reference="Z-2"),
        a_row(reference="", leavesReceptionCentreOn="2026-02-30", leefgeld__iban="NL00"),
    ]
    assert [where for where, _ in faults(a_csv(*rows))] == [
        "rows[2].norm",
        "rows[2].rent.amount",
        "rows[4].reference",
        "rows[4].leavesReceptionCentreOn",
        "rows[4].leefgeld.iban",
    ]


def test_every_fault_of_the_columns_is_told_at_once() -> None:
    content = a_csv({"reference": "Z-1", "housholdType": "single", "rent.amout": "1"}, columns=[
        "reference", "housholdType", "rent.amout", "reference", "",
    ])  # fmt: skip
    assert faults(content) == [
        ("columns.municipality", "this column is missing"),
        ("columns.reference", "this column stands there twice"),
        ("columns.housholdType", "this column is not known"),
        ("columns.rent.amout", "this column is not known"),
        ("columns.(no name)", "this column is not known"),
    ]


def test_a_misspelt_column_is_answered_with_the_one_that_was_meant() -> None:
    file = read_csv(a_csv({"reference": "Z-1", "municipality": "GM0518", "housholdType": "single"}), TODAY)
    assert file.faults == (Fault("columns.housholdType", "this column is not known", "did you mean 'householdType'?"),)


def test_a_row_with_a_cell_too_many_is_told() -> None:
    content = b"reference;municipality\r\nZ-1;GM0518\r\nZ-2;GM0518;?\r\n"
    assert faults(content) == [("rows[3]", "this row has 3 cells, and there are 2 columns")]


def test_an_open_quotation_mark_is_told_where_it_opens_and_what_came_before_counts() -> None:
    content = b'reference;municipality\r\nZ-1;Rotterdam\r\nZ-2;"GM0518\r\n'
    assert [where for where, _ in faults(content)] == ["rows[2].municipality", "rows[3]"]


def test_empty_rows_are_passed_over_and_still_counted() -> None:
    content = b"reference;municipality\r\n;\r\n;\r\nZ-1;Rotterdam\r\n"
    assert [where for where, _ in faults(content)] == ["rows[4].municipality"]


@pytest.mark.parametrize("separator", [";", ","])
def test_columns_are_parted_by_semicolons_or_commas(separator: str) -> None:
    (household,) = read(a_csv(a_row(rent__amount="620.00"), separator=separator))
    assert len(household.contents) == 8


def test_a_cell_may_hold_the_separator_and_a_new_line() -> None:
    row = a_row(rent__payee="Woonstede, Verhuur\nen Beheer", rent__amount="620.00")
    (household,) = read(a_csv(row, separator=","))
    to = household.cost_payees[1].to
    assert isinstance(to, PayeeDetails)
    assert to.name == "Woonstede, Verhuur en Beheer"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"Woonstede Zuid-Oost", "UTF-8"),
        ("Coöperatie".encode(), "UTF-8"),
        ("\ufeffCoöperatie".encode(), "UTF-8 with BOM"),
        ("Coöperatie".encode("latin-1"), "Latin-1"),
        ("Coöperatie € 5".encode("cp1252"), "Windows-1252"),
    ],
)
def test_how_a_text_is_written_is_recognised_and_said(content: bytes, encoding: str) -> None:
    text = decoded(content)
    assert text.encoding == encoding
    assert text.text.startswith(("Woonstede", "Coöperatie"))


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfCo\xf6peratie", b"Co\xf6peratie \x81"])
def test_what_is_written_in_no_known_way_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput, match="save it anew as CSV UTF-8"):
        decoded(content)


def test_a_row_keeps_its_mark_while_it_says_the_same() -> None:
    def marks(content: bytes) -> list[bytes]:
        return [row.mark for row in read_csv(content, TODAY).rows]

    first = marks(a_csv(a_row(), a_row(reference="Z-2")))
    assert marks(a_csv(a_row(reference="Z-0"), a_row(), a_row(reference="Z-2")))[1:] == first
    assert marks(a_csv(a_row(rent__amount="630,00")))[0] != first[0]


class Asking(dict[str, str]):
    """Cells that remember which of them were asked for."""

    def __init__(self, columns: Iterable[str]) -> None:
        super().__init__(dict.fromkeys(columns, "1"))
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


def test_every_column_is_read_by_somebody() -> None:
    """A column that no fact and no payee takes would be handed in for nothing."""
    filled, heading = Asking(COLUMNS), Heading.of(COLUMNS)
    read_row(Cells(filled, TODAY), heading)
    assert set(COLUMNS) - filled.asked == set()


@pytest.mark.parametrize(
    ("cells", "cure"),
    [
        ({"norm": "sinlge"}, "did you mean 'single'?"),
        ({"householdType": "cuople"}, "did you mean 'couple'?"),
        ({"decisionArticle": "56"}, "did you mean '56a'?"),
        ({"rent.referenceKind": "betalingkenmerk"}, "did you mean 'betalingskenmerk'?"),
        ({"leefgeld.iban": ""}, "fill in the account number, or leave leefgeld.name empty as well until it is known"),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else "",
)
def test_a_fault_names_its_cure(cells: dict[str, str], cure: str) -> None:
    ((fault,),) = (row.faults for row in read_csv(a_csv(FULL_ROW | cells), TODAY).rows)
    assert fault.cure == cure


def test_a_fault_of_the_columns_does_not_hide_those_of_the_rows() -> None:
    content = b"reference;norrm;norm\r\nZ-1;single;sinlge\r\n"
    assert faults(content) == [
        ("columns.municipality", "this column is missing"),
        ("columns.norrm", "this column is not known"),
        ("rows[2].norm", "'sinlge' is no norm"),
    ]
