"""What is said of payees is sealed in the transaction that says it, in pages, and only what the registry must hear."""

from typing import Any
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.schedule.hand import Hand
from services.schedule.registry.handover import HandOver
from tests.conftest import SessionOf
from tests.schedule.callers import Caller
from tests.schedule.conftest import DEN_HAAG
from tests.schedule.households.builders import KEYRING, PAPERS, RULES
from tests.schedule.imports.builders import a_csv, a_row
from tests.schedule.imports.test_endpoints import faults, hand_in, in_json, taken_in
from tests.schedule.registry.neighbours import pages, rows, sealed
from tests.schedule.registry.test_telling import RENT, told
from tests.schedule.rows import changed, everything

PERSONAL = ("NL44RABO0123456789", "NL02ABNA0123456789", "Woonstede Verhuur", "Y. Proefpersoon", "KL-77")
PAYEE = {
    "cost": "rent",
    "account": {"name": "Woonstede Verhuur", "iban": "NL91ABNA0417164300"},
    "reference": {"kind": "free_text", "text": "huur 12"},
}
JOBS = "select count(*) from schedule.procrastinate_jobs where task_name = 'hand_over_payees' and status = 'todo'"
EVERY_PAPER = ["advance", "authorisation", "b12", "brp", "customer_number", "iban", "identity", "lease"]


def households(admin_url: str) -> list[list[tuple[str, list[str]]]]:
    """Of each page that waits the households by reference, with the costs that are told of."""
    return [
        [(one["reference"], [payee["cost"] for payee in one["payees"]]) for one in page["households"]]
        for page in sealed(admin_url)
    ]


async def registered(anna: Caller, *payees: dict[str, Any], **other: Any) -> str:
    body = {"reference": "Z-1", "municipality": DEN_HAAG, "facts": PAPERS, "costPayees": payees, **other}
    answer = await anna.post("/households", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["householdId"])


async def test_a_file_is_handed_over_whole_and_nobody_can_read_it_here(anna: Caller, admin_url: str) -> None:
    row = a_row(rent__iban=PERSONAL[0], rent__customerNumber="KL-77", papersMissing="lease, identity")
    taken = await taken_in(anna, a_csv(row))
    (page,) = sealed(admin_url)
    assert page["importId"] == taken["id"]
    (household,) = page["households"]
    assert (household["reference"], household["municipality"], household["policy"]) == ("Z-1", DEN_HAAG, "den-haag")
    assert household["papersMissing"] == ["identity", "lease"]
    assert [(one["cost"], one["iban"], one["customerNumber"]) for one in household["payees"]] == [
        ("leefgeld", "NL02ABNA0123456789", None),
        ("rent", "NL44RABO0123456789", "KL-77"),
    ]
    kept = everything(admin_url)
    assert [word for word in PERSONAL for table in kept.values() if word in str(table)] == []
    assert rows(admin_url, JOBS) == [(1,)]


async def test_the_same_file_again_is_handed_over_once(anna: Caller, admin_url: str) -> None:
    for _ in range(2):
        await taken_in(anna, a_csv(a_row()))
    assert households(admin_url) == [[("Z-1", ["leefgeld", "rent"])]]
    assert rows(admin_url, JOBS) == [(1,)]


async def test_of_a_later_file_only_what_it_says_otherwise_is_handed_over(anna: Caller, admin_url: str) -> None:
    await taken_in(anna, a_csv(a_row(), a_row(reference="Z-2"), a_row(reference="Z-3")))
    later = [
        a_row(norm="cost_sharer_3"),
        a_row(reference="Z-2", rent__customerNumber="KL-77"),
        a_row(reference="Z-3", papersMissing="lease"),
    ]
    told = await taken_in(anna, a_csv(*later))
    assert households(admin_url)[1] == [("Z-2", ["rent"]), ("Z-3", ["leefgeld", "rent"])]
    assert (told["changed"], told["unchanged"]) == (3, 0)


async def test_a_file_with_a_fault_hands_over_nothing(anna: Caller, admin_url: str) -> None:
    before = everything(admin_url)
    answer = await hand_in(
        anna, a_csv(a_row(), a_row(reference="Z-2", rent__customerNumber="?", papersMissing="leese"))
    )
    assert faults(answer) == [
        ("rows[3].rent.customerNumber", "'?' is no customer number"),
        ("rows[3].papersMissing", "'leese' is no paper"),
    ]
    assert changed(before, everything(admin_url)) == []
    assert rows(admin_url, JOBS) == [(0,)]


async def test_a_customer_number_alone_says_nothing_about_whom_to_pay(anna: Caller, admin_url: str) -> None:
    empty = {f"rent.{name}": "" for name in ("payee", "iban", "referenceKind", "reference")}
    answer = await hand_in(anna, a_csv({**a_row(rent__customerNumber="KL-77"), **empty}))
    assert [where for where, _ in faults(answer)] == [f"rows[2].{name}" for name in empty]


async def test_a_file_says_who_pays_a_cost_today_and_the_registry_hears_it(anna: Caller, admin_url: str) -> None:
    await taken_in(anna, a_csv(a_row(rent__payer="client_pays"), a_row(reference="Z-2")))
    ((client_pays, nobody_said),) = [page["households"] for page in sealed(admin_url)]
    assert [(one["cost"], one["payer"]) for one in client_pays["payees"]] == [
        ("leefgeld", None),
        ("rent", "client_pays"),
    ]
    assert [one["payer"] for one in nobody_said["payees"]] == [None, None]


async def test_a_supplier_that_pulls_is_no_word_for_a_file_for_its_mandate_is_told_to_the_registry(
    anna: Caller, admin_url: str
) -> None:
    before = everything(admin_url)
    answer = await hand_in(anna, a_csv(a_row(rent__payer="supplier_pulls")))
    assert faults(answer) == [("rows[2].rent.payer", "'supplier_pulls' is nobody who pays")]
    assert changed(before, everything(admin_url)) == []


async def test_json_says_the_same(anna: Caller, admin_url: str) -> None:
    household = {
        "reference": "Z-1",
        "municipality": DEN_HAAG,
        "costPayees": [{**PAYEE, "customerNumber": "KL-77", "payer": "client_pays_watched"}],
        "papersMissing": ["lease"],
    }
    await taken_in(anna, in_json(household), "application/json")
    ((told,),) = [page["households"] for page in sealed(admin_url)]
    assert told["payees"][0]["customerNumber"] == "KL-77"
    assert told["payees"][0]["payer"] == "client_pays_watched"
    assert told["papersMissing"] == ["lease"]


async def test_json_that_says_it_wrongly_is_told_all_at_once(anna: Caller) -> None:
    own = {"cost": "leefgeld", "account": PAYEE["account"], "customerNumber": "KL-77", "payer": "client_pays"}
    household = {
        "reference": "Z-1",
        "municipality": DEN_HAAG,
        "costPayees": [{**PAYEE, "customerNumber": "?"}, own],
        "papersMissing": ["leese"],
    }
    assert [where for where, _ in faults(await hand_in(anna, in_json(household), "application/json"))] == [
        "households[0].costPayees[0].customerNumber",
        "households[0].costPayees[1].customerNumber",
        "households[0].costPayees[1].payer",
        "households[0].papersMissing[0]",
    ]


async def test_of_the_papers_of_a_new_household_nothing_is_said_unless_somebody_does(
    anna: Caller, admin_url: str
) -> None:
    await registered(anna, PAYEE)
    await registered(anna, PAYEE, reference="Z-2", papersMissing=["lease"])
    assert [one["papersMissing"] for page in sealed(admin_url) for one in page["households"]] == [
        EVERY_PAPER,
        ["lease"],
    ]


async def test_who_is_paid_from_now_on_is_handed_over_by_its_account(anna: Caller, admin_url: str) -> None:
    household_id = await registered(anna, PAYEE)
    account = {"name": "Verzonnen Watt", "iban": "NL02ABNA0123456789"}
    body = {"cost": "energy", "account": account, "reference": PAYEE["reference"], "customerNumber": "KL-77"}
    answer = await anna.post(f"/households/{household_id}/cost-payees", body)
    assert answer.status_code == 201, answer.text
    _, later = sealed(admin_url)
    assert later["households"][0]["papersMissing"] == EVERY_PAPER
    assert later["households"][0]["payees"] == [
        {
            "cost": "energy",
            "name": "Verzonnen Watt",
            "iban": "NL02ABNA0123456789",
            "reference": PAYEE["reference"],
            "validFrom": "2000-01-01",
            "customerNumber": "KL-77",
            "payer": None,
        }
    ]


async def test_a_household_without_payees_is_not_handed_over(anna: Caller, admin_url: str) -> None:
    await registered(anna)
    await taken_in(anna, a_csv({"reference": "Z-2", "municipality": DEN_HAAG, "papersMissing": "lease"}))
    assert pages(admin_url) == []
    assert rows(admin_url, JOBS) == [(0,)]


async def test_what_is_said_later_of_a_household_has_a_later_turn(anna: Caller, admin_url: str) -> None:
    household_id = await registered(anna, PAYEE)
    await registered(anna, PAYEE, reference="Z-2")
    assert (await anna.post(f"/households/{household_id}/cost-payees", PAYEE)).status_code == 201
    assert [turn for _, turn, _, _ in pages(admin_url)] == [1, 2, 3]


@pytest.mark.parametrize(("households", "pages_of"), [(2, [2]), (3, [3]), (4, [3, 1]), (7, [3, 3, 1])])
async def test_a_page_has_so_many_households_at_most(
    session: SessionOf,
    organisation: UUID,
    clock: MovableClock,
    anna: Caller,
    admin_url: str,
    households: int,
    pages_of: list[int],
) -> None:
    ids = [UUID(await registered(anna, reference=f"Z-{number}")) for number in range(households)]
    async with session(organisation) as work:
        hand = Hand.of(work, "anna", clock.now(), RULES, KEYRING)
        handover = HandOver(work, hand, hand.new_id(), page_size=3)
        for begin in range(0, households, 2):
            await handover.add([told(RENT)._replace(id=one) for one in ids[begin : begin + 2]])
        await handover.finish()
    assert [len(page["households"]) for page in sealed(admin_url)] == pages_of
    assert rows(admin_url, JOBS) == [(1,)]
