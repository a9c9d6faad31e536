"""A caseload over HTTP: all of it or nothing, every fault at once, and the same file twice changes nothing."""

import json
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import Response

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from tests.schedule.callers import Caller, a_caller
from tests.schedule.conftest import CAPELLE, DEN_HAAG
from tests.schedule.households.builders import B12, PAPERS, RENT, Raw
from tests.schedule.households.test_endpoints import problem
from tests.schedule.imports.builders import FULL_ROW, a_csv, a_row
from tests.schedule.registry.neighbours import sealed
from tests.schedule.rows import changed, everything
from tests.superuser import as_superuser


async def hand_in(caller: Caller, content: bytes, media_type: str = "text/csv") -> Response:
    return await caller.hand_in("/caseload-imports", content, media_type)


async def taken_in(caller: Caller, content: bytes, media_type: str = "text/csv") -> dict[str, Any]:
    answer = await hand_in(caller, content, media_type)
    assert answer.is_success, answer.text
    told: dict[str, Any] = answer.json()
    return told


def faults(answer: Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(one["where"], one["what"]) for one in answer.json()["errors"]]


def counted(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("rows", "registered", "changed", "unchanged", "facts", "plans")}


def in_json(*households: Raw) -> bytes:
    return json.dumps({"households": households}).encode()


async def test_a_file_of_new_households_registers_each_with_its_plan(anna: Caller) -> None:
    answer = await hand_in(anna, a_csv(a_row(), a_row(reference="Z-2", municipality=CAPELLE), a_row(reference="Z-3")))
    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/caseload-imports/{told['id']}"
    assert counted(told) == {"rows": 3, "registered": 3, "changed": 0, "unchanged": 0, "facts": 24, "plans": 3}
    assert (told["encoding"], told["repeated"], told["importedBy"]) == ("UTF-8", False, "anna")
    listed = (await anna.get("/households")).json()["items"]
    assert [(one["reference"], one["policy"], one["planVersion"]) for one in listed] == [
        ("Z-1", "den-haag", 1),
        ("Z-2", "capelle", 1),
        ("Z-3", "den-haag", 1),
    ]


async def test_an_imported_household_is_the_one_that_the_api_would_have_made(anna: Caller) -> None:
    await taken_in(anna, a_csv(FULL_ROW))
    await taken_in(
        anna,
        in_json(
            {
                "reference": "Z-2",
                "municipality": DEN_HAAG,
                "facts": [
                    {"kind": "composition", "from": "2026-02-03", "householdType": "single"},
                    {"kind": "azc_departure", "on": "2026-02-03"},
                    {"kind": "coa_allowance", "from": "2026-02-03", "amount": 1000},
                    {"kind": "benefit_norm", "from": "2026-02", "norm": "single"},
                    {"kind": "decision", "article": "56a", "from": "2026-02-08"},
                    RENT,
                    PAPERS[8],
                    PAPERS[10],
                ],
            }
        ),
        "application/json",
    )
    first, second = (one["id"] for one in (await anna.get("/households")).json()["items"])
    documents = [(await anna.get(f"/households/{one}/plans/latest")).json()["document"] for one in (first, second)]
    assert documents[0] | {"caseId": None} == documents[1] | {"caseId": None}


async def test_payees_come_with_the_household_and_go_to_the_registry(anna: Caller, admin_url: str) -> None:
    await taken_in(anna, a_csv(a_row(), a_row(reference="Z-2", rent__reference="Klant 13")))
    (page,) = sealed(admin_url)
    second = next(one for one in page["households"] if one["reference"] == "Z-2")
    assert [(one["cost"], one["reference"]) for one in second["payees"]] == [
        ("leefgeld", None),
        ("rent", {"kind": "free_text", "text": "Klant 13"}),
    ]
    asked_for = (await anna.get("/tasks", kind="payee_missing")).json()["items"]
    assert asked_for == []


async def test_the_same_file_twice_changes_nothing_and_says_so(anna: Caller, admin_url: str) -> None:
    first = await taken_in(anna, a_csv(FULL_ROW))
    before = everything(admin_url)
    answer = await hand_in(anna, a_csv(FULL_ROW))
    assert (answer.status_code, answer.json()["repeated"], answer.json()["id"]) == (200, True, first["id"])
    assert counted(answer.json()) == {"rows": 1, "registered": 0, "changed": 0, "unchanged": 1, "facts": 0, "plans": 0}
    assert changed(before, everything(admin_url)) == ["idempotency_key"]


async def test_a_changed_row_becomes_facts_that_correct(anna: Caller) -> None:
    await taken_in(anna, a_csv(a_row(), a_row(reference="Z-2")))
    told = await taken_in(anna, a_csv(a_row(rent__amount="640,00", b12ReceivedOn="2026-02-15"), a_row(reference="Z-2")))
    assert counted(told) == {"rows": 2, "registered": 0, "changed": 1, "unchanged": 1, "facts": 2, "plans": 1}
    household = (await anna.get("/households")).json()["items"][0]
    assert household["planVersion"] == 2
    history = (await anna.get(f"/households/{household['id']}/facts", kind="cost_contracted")).json()["items"]
    assert [(one["fact"]["amount"], one["stands"], one["reason"]) for one in history] == [
        (62000, False, None),
        (64000, True, "caseload of 2026-01-05"),
    ]


async def test_an_old_row_handed_in_again_does_not_undo_what_was_corrected_since(anna: Caller) -> None:
    await taken_in(anna, a_csv(a_row(), a_row(reference="Z-2")))
    household = (await anna.get("/households")).json()["items"][0]["id"]
    rent = (await anna.get(f"/households/{household}/facts", kind="cost_contracted")).json()["items"][0]
    correction = {"corrects": rent["id"], "reason": "the contract says so", "fact": RENT | {"amount": 64000}}
    await anna.post(f"/households/{household}/facts", {"corrections": [correction]})
    told = await taken_in(anna, a_csv(a_row(), a_row(reference="Z-2", rent__amount="600,00")))
    assert (told["changed"], told["unchanged"]) == (1, 1)
    standing = (await anna.get(f"/households/{household}/facts", kind="cost_contracted", standing=True)).json()["items"]
    assert [one["fact"]["amount"] for one in standing] == [64000]


async def test_a_row_that_is_only_written_otherwise_changes_no_facts(anna: Caller) -> None:
    await taken_in(anna, a_csv(FULL_ROW))
    told = await taken_in(anna, a_csv(a_row(rent__amount="€ 620")))
    assert counted(told) == {"rows": 1, "registered": 0, "changed": 0, "unchanged": 1, "facts": 0, "plans": 0}


async def test_an_empty_cell_takes_nothing_back(anna: Caller) -> None:
    await taken_in(anna, a_csv(a_row(b12ReceivedOn="2026-02-15")))
    assert (await taken_in(anna, a_csv(FULL_ROW)))["facts"] == 0
    household = (await anna.get("/households")).json()["items"][0]["id"]
    assert len((await anna.get(f"/households/{household}/facts", kind="b12_received")).json()["items"]) == 1


async def test_another_account_in_a_later_file_holds_from_that_day(
    anna: Caller, clock: MovableClock, admin_url: str
) -> None:
    await taken_in(anna, a_csv(FULL_ROW))
    came_to = await taken_in(anna, a_csv(a_row(leefgeld__iban="NL91ABNA0417164300")))
    assert (came_to["changed"], came_to["facts"]) == (1, 0)
    told = [one for page in sealed(admin_url) for household in page["households"] for one in household["payees"]]
    assert [(one["cost"], one["iban"][-4:], one["validFrom"]) for one in told] == [
        ("leefgeld", "6789", "2000-01-01"),
        ("rent", "4300", "2000-01-01"),
        ("leefgeld", "4300", clock.today().isoformat()),
    ]


async def test_every_fault_of_every_row_is_told_and_nothing_is_half_imported(anna: Caller, admin_url: str) -> None:
    before = everything(admin_url)
    answer = await hand_in(
        anna,
        a_csv(
            a_row(),
            a_row(reference="Z-2", rent__iban="NL92ABNA0417164300"),
            a_row(reference="Z-1"),
            a_row(reference="Z-3", policy="utrecht"),
            a_row(reference="Z-4", norm="singel", leavesReceptionCentreOn="2026-02-30"),
            a_row(reference="Z-5", municipality="GM0637"),
            a_row(reference="Z-6", rightStartsOn="2026-01-31"),
        ),
    )
    assert faults(answer) == [
        ("rows[3].rent.iban", "the check digits of the IBAN do not fit"),
        ("rows[4].reference", "this household stands in rows[2] too"),
        ("rows[5].policy", "there is no policy 'utrecht'"),
        ("rows[6].leavesReceptionCentreOn", "2026-02-30 is no day: 2026-02 has 28 days"),
        ("rows[6].norm", "'singel' is no norm"),
        ("rows[7].municipality", "'GM0637' is no municipality that you work for"),
        ("rows[8].rightStartsOn", "the right starts on 2026-01-31, before the departure on 2026-02-03"),
    ]
    assert everything(admin_url) == before


@pytest.mark.parametrize(
    ("content", "media_type", "where"),
    [
        (b"", "text/csv", [""]),
        (b"reference;municipality\r\n", "text/csv", [""]),
        (b"\xef\xbb\xbf\xf6", "text/csv", [""]),
        (b"{", "application/json", ["line 1, column 2"]),
        (b"[]", "application/json", ["households"]),
        (b'{"households": [], "name": 1}', "application/json", ["name"]),
        (b'{"households": [{"reference": "Z-1"}, 5]}', "application/json",
         ["households[0].municipality", "households[1]"]),
        (b"reference;municipality\r\n", "application/pdf", ["Content-Type"]),
    ],
    ids=["empty", "no rows", "broken text", "broken JSON", "no list", "strange field", "no household", "a PDF"],
)  # fmt: skip
async def test_what_is_no_caseload_is_refused(
    anna: Caller, admin_url: str, content: bytes, media_type: str, where: list[str]
) -> None:
    before = everything(admin_url)
    answer = await hand_in(anna, content, media_type)
    assert [place for place, _ in faults(answer)] == where
    assert everything(admin_url) == before


async def test_a_file_in_latin_1_is_recognised_and_said(anna: Caller, admin_url: str) -> None:
    content = a_csv(a_row(rent__payee="Coöperatie Wonen")).decode().encode("latin-1")
    assert (await taken_in(anna, content))["encoding"] == "Latin-1"
    assert "Coöperatie Wonen" in str(sealed(admin_url))


async def test_json_takes_the_nouns_of_the_api(anna: Caller) -> None:
    household = {
        "reference": "Z-1",
        "municipality": DEN_HAAG,
        "facts": [*PAPERS, B12],
        "costPayees": [
            {"cost": "leefgeld", "account": {"name": "Y. Proefpersoon", "iban": "NL02ABNA0123456789"}},
        ],
    }
    told = await taken_in(anna, in_json(household, {"reference": "Z-2", "municipality": DEN_HAAG}), "application/json")
    assert counted(told) == {"rows": 2, "registered": 2, "changed": 0, "unchanged": 0, "facts": 13, "plans": 1}


async def test_imports_are_remembered_and_the_file_is_not(anna: Caller, admin_url: str) -> None:
    told = await taken_in(anna, a_csv(FULL_ROW))
    assert (await anna.get(f"/caseload-imports/{told['id']}")).json() == told
    assert (await anna.get("/caseload-imports")).json()["items"] == [told]
    assert "Proefpersoon" not in str(everything(admin_url))


async def test_while_somebody_else_records_on_a_household_the_import_waits_for_another_try(
    anna: Caller, admin_url: str
) -> None:
    await taken_in(anna, a_csv(FULL_ROW))
    before = everything(admin_url)
    with as_superuser(admin_url) as somebody_else:
        somebody_else.execute("select from schedule.household for update")
        answer = await hand_in(anna, a_csv(a_row(rent__amount="640,00")))
        assert problem(answer) == (409, "household-is-changing")
    assert everything(admin_url) == before


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR, Role.PROPOSER, Role.ADMINISTRATOR])
async def test_who_may_not_import_changes_nothing(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str, role: Role
) -> None:
    reader = a_caller(app, issuer, organisation, [role])
    before = everything(admin_url)
    assert problem(await hand_in(reader, a_csv(FULL_ROW))) == (403, "may-not")
    assert everything(admin_url) == before


async def test_who_works_for_one_municipality_imports_for_no_other(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, admin_url: str
) -> None:
    await taken_in(anna, a_csv(FULL_ROW))
    bram = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], subject="bram", municipalities=[CAPELLE])
    before = everything(admin_url)
    answer = await hand_in(bram, a_csv(a_row(rent__amount="640,00"), a_row(reference="Z-2")))
    assert faults(answer) == [
        ("rows[2].reference", "this household is not yours to change"),
        ("rows[3].municipality", "'GM0518' is no municipality that you work for"),
    ]
    assert everything(admin_url) == before
