"""Everybody comes with direct debits of his own: taken in from a file, all of them or none, and once."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.ids import SeededIds
from services.mandates.direct_debits.import_reading import COLUMNS, read_csv, read_json
from services.mandates.direct_debits.import_row import MOST_ROWS
from tests.mandates.answers import faults, problem
from tests.mandates.callers import Caller, a_caller
from tests.mandates.conftest import CAPELLE, DEN_HAAG, a_household
from tests.mandates.direct_debits.mandates import CREDITOR, a_supplier
from tests.mandates.rows import everything
from tests.schedule.rows import changed

ROW: dict[str, Any] = {
    "reference": "ZAAK-1",
    "cost": "rent",
    "supplierKvk": "12345678",
    "onAccount": "client",
    "umr": "WSV-1",
    "creditorId": CREDITOR,
    "validFrom": "2024-03-01",
    "mostAMonth": 70000,
    "lastUsedOn": "2026-01-01",
}
ENERGY = ROW | {"cost": "energy", "umr": "STR-1", "onAccount": "organisation", "mostAMonth": None}
SIGNED = ENERGY | {"umr": "STR-2", "signedOn": "2025-02-20", "evidence": "9f" * 32}
HEADING = "reference;cost;supplierKvk;onAccount;umr;creditorId;validFrom;mostAMonth;lastUsedOn"
CSV = f"{HEADING}\nZAAK-1;rent;12345678;client;WSV-1;{CREDITOR};2024-03-01;700,00;2026-01-01\n"


@pytest.fixture
def supplier(admin_url: str, organisation: UUID, household: UUID, ids: SeededIds, clock: MovableClock) -> UUID:
    return a_supplier(admin_url, organisation, ids.new_id(clock.now()))


async def handed_in(caller: Caller, *rows: dict[str, Any]) -> Any:
    return await caller.post("/direct-debit-imports", {"directDebits": list(rows)})


async def test_a_clients_own_mandate_is_in_force_and_ours_waits_for_a_second_person(
    anna: Caller, household: UUID, supplier: UUID
) -> None:
    answer = await handed_in(anna, ROW, ENERGY, SIGNED)
    assert (answer.status_code, answer.json()) == (
        201, {"rows": 3, "unchanged": 0, "active": 1, "pendingApproval": 1, "draft": 1},
    )  # fmt: skip
    path = f"/households/{household}/direct-debits"
    own, bare, signed = (await anna.get(path)).json()["items"]
    assert (own["state"], own["umr"], own["onAccount"], own["mostAMonth"], own["lastUsedOn"], own["supplierId"]) == (
        "active", "WSV-1", "client", 70000, "2026-01-01", str(supplier),
    )  # fmt: skip
    assert [bare["state"], signed["state"]] == ["draft", "pending_approval"]
    (begun,) = (await anna.get(f"{path}/{own['id']}/transitions")).json()["items"]
    assert (begun["event"], begun["before"], begun["state"], begun["cause"], begun["origin"]) == (
        "create", None, "active", "import", "client",
    )  # fmt: skip


async def test_the_same_file_again_changes_nothing(anna: Caller, supplier: UUID, admin_url: str) -> None:
    await handed_in(anna, ROW, ENERGY, SIGNED)
    before = everything(admin_url)
    answer = await handed_in(anna, ROW, ENERGY, SIGNED)
    assert (answer.status_code, answer.json()["unchanged"], answer.json()["rows"]) == (200, 3, 3)
    assert changed(before, everything(admin_url)) == ["idempotency_key"]


async def test_also_after_a_mandate_of_it_was_taken_back(
    anna: Caller, household: UUID, supplier: UUID, admin_url: str
) -> None:
    await handed_in(anna, ROW)
    (own,) = (await anna.get(f"/households/{household}/direct-debits")).json()["items"]
    await anna.post(f"/households/{household}/direct-debits/{own['id']}/_revoke", {})
    before = everything(admin_url)
    assert (await handed_in(anna, ROW)).json()["unchanged"] == 1
    assert changed(before, everything(admin_url)) == ["idempotency_key"]
    anew = await handed_in(anna, ROW | {"validFrom": "2026-01-05"})
    assert anew.json()["active"] == 1


async def test_what_is_known_with_other_terms_is_a_fault(anna: Caller, supplier: UUID, admin_url: str) -> None:
    await handed_in(anna, ROW)
    before = everything(admin_url)
    answer = await handed_in(anna, SIGNED, ROW | {"mostAMonth": 80000, "umr": "wsv-1"})
    assert faults(answer) == [
        ("directDebits[1].umr", "this mandate is known, with another household, cost, supplier or other terms")
    ]
    assert everything(admin_url) == before


async def test_every_fault_of_every_row_is_told_and_nothing_is_half_taken_in(
    anna: Caller, supplier: UUID, admin_url: str
) -> None:
    before = everything(admin_url)
    unreadable = ROW | {"umr": "W_1", "creditorId": "NL00ZZZ123456780000", "validFrom": "2026-02-30", "cost": "cash"}
    no_supplier = {name: value for name, value in ROW.items() if name != "supplierKvk"}
    found = faults(await handed_in(anna, ROW, unreadable, no_supplier | {"onAccount": "mine"}, no_supplier))
    assert [where for where, _ in found] == [
        "directDebits[1].umr",
        "directDebits[1].creditorId",
        "directDebits[1].validFrom",
        "directDebits[1].cost",
        "directDebits[2].onAccount",
        "directDebits[3].supplierKvk",
    ]
    assert everything(admin_url) == before


async def test_every_row_that_names_what_is_not_there_is_told_and_nothing_is_half_taken_in(
    anna: Caller, supplier: UUID, organisation: UUID, admin_url: str, ids: SeededIds, clock: MovableClock
) -> None:
    for _ in range(2):
        a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-TWICE", DEN_HAAG)
    before = everything(admin_url)
    answer = await handed_in(
        anna,
        ROW,
        ROW | {"umr": "A", "reference": "ZAAK-9", "supplierKvk": "87654321"},
        ROW | {"umr": "B", "reference": "ZAAK-TWICE", "lastUsedOn": "2026-01-06"},
        ROW | {"umr": "C", "scheme": "b2b", "creditorId": "DE98ZZZ09999999999"},
        ROW | {"umr": "wsv-1"},
    )
    assert faults(answer) == [
        ("directDebits[1].reference", "no household has the reference ZAAK-9"),
        ("directDebits[1].supplierKvk", "no supplier has the KvK number 87654321"),
        ("directDebits[2].reference", "2 households have this reference"),
        ("directDebits[2].lastUsedOn", "2026-01-06 is still to come"),
        ("directDebits[3].scheme", "b2b is for businesses, and the client is none"),
        ("directDebits[3].creditorId", "is not the creditor identifier of this supplier"),
        ("directDebits[4].umr", "this mandate stands in directDebits[0] too"),
    ]
    assert everything(admin_url) == before


async def test_a_csv_file_says_the_same_with_amounts_in_euros(anna: Caller, household: UUID, supplier: UUID) -> None:
    answer = await anna.hand_in("/direct-debit-imports", b"\xef\xbb\xbf" + CSV.encode(), "text/csv; charset=utf-8")
    assert (answer.status_code, answer.json()["active"]) == (201, 1)
    (own,) = (await anna.get(f"/households/{household}/direct-debits")).json()["items"]
    assert (own["mostAMonth"], own["validFrom"]) == (70000, "2024-03-01")
    assert (await handed_in(anna, ROW)).json()["unchanged"] == 1, "in either form it is the same mandate"


def test_every_field_of_a_row_is_a_column() -> None:
    assert set(COLUMNS) == {
        "reference", "cost", "supplierKvk", "supplierId", "onAccount", "umr", "creditorId", "scheme", "sequence",
        "validFrom", "validUntil", "mostACollection", "mostAMonth", "signedOn", "evidence", "lastUsedOn",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cost;umrr\n", [
            ("columns.umr", "this column is missing"), ("columns.creditorId", "this column is missing"),
            ("columns.validFrom", "this column is missing"), ("columns.reference", "this column is missing"),
            ("columns.onAccount", "this column is missing"), ("columns.umrr", "this column is not known"),
        ]),
        (HEADING + "\n", [("rows", "there are 0 rows")]),
        (HEADING + "\nZAAK-1;rent\n", [("rows[2]", "this row has 2 cells, and there are 9 columns")]),
        (HEADING + "\n\nZAAK-1;rent;12345678;client;WSV-1;" + CREDITOR + ";2024-03-01;much;\n",
         [("rows[3].mostAMonth", "‘much’ is no amount in euros")]),
        (HEADING + '\n"ZAAK', [("", "this is not CSV: unexpected end of data")]),
    ],
)  # fmt: skip
async def test_every_fault_of_a_csv_file_is_told_by_column_and_row(
    anna: Caller, supplier: UUID, admin_url: str, text: str, found: list[tuple[str, str]]
) -> None:
    before = everything(admin_url)
    answer = await anna.hand_in("/direct-debit-imports", text.encode(), "text/csv")
    told = faults(answer)
    assert [where for where, _ in told] == [where for where, _ in found]
    assert all(what.startswith(expected[:20]) for (_, what), (_, expected) in zip(told, found, strict=True))
    assert everything(admin_url) == before


@pytest.mark.parametrize(
    ("content", "media_type", "where"),
    [
        (b"{}", "application/json", "directDebits"),
        (b"{", "application/json", ""),
        (b'{"directDebits": []}', "application/json", "directDebits"),
        (b'{"directDebits": [{"reference": "a\\u0000b"}]}', "application/json", "directDebits[0].umr"),
        (b"\xff\xfe", "text/csv", ""),
        (b"", "text/csv", "columns.umr"),
        (CSV.encode(), "application/xml", "Content-Type"),
    ],
)
async def test_what_is_no_import_is_refused(
    anna: Caller, household: UUID, content: bytes, media_type: str, where: str
) -> None:
    answer = await anna.hand_in("/direct-debit-imports", content, media_type)
    assert faults(answer)[0][0] == where


def test_more_rows_than_can_be_held_at_once_are_refused() -> None:
    line = CSV.partition("\n")[2]
    assert len(read_csv((HEADING + "\n" + line * MOST_ROWS).encode())) == MOST_ROWS
    with pytest.raises(ValueError, match=f"there are {MOST_ROWS + 1} rows"):
        read_csv((HEADING + "\n" + line * (MOST_ROWS + 1)).encode())


def test_a_comma_parts_columns_too() -> None:
    ((where, row),) = read_csv(CSV.replace("700,00", "700").replace(";", ",").encode())
    assert (where, row.most_a_month, row.last_used_on) == ("rows[2]", 70000, date(2026, 1, 1))
    assert row.umr == read_json(b'{"directDebits": [' + row.model_dump_json().encode() + b"]}")[0].row.umr


async def test_who_works_for_another_municipality_or_organisation_knows_none_of_these_households(
    stranger: Caller, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, supplier: UUID, admin_url: str
) -> None:
    elsewhere = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], municipalities=[CAPELLE])
    before = everything(admin_url)
    for somebody in (stranger, elsewhere):
        (fault, *_) = faults(await handed_in(somebody, ROW))
        assert fault == ("directDebits[0].reference", "no household has the reference ZAAK-1")
    assert everything(admin_url) == before


async def test_who_may_only_read_imports_nothing(bram: Caller, supplier: UUID, admin_url: str) -> None:
    before = everything(admin_url)
    assert problem(await handed_in(bram, ROW)) == (403, "may-not")
    assert everything(admin_url) == before
