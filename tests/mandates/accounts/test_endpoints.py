"""Payee accounts over HTTP: whole on the way in, masked on the way out, approved by a second person."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.mandates.accounts.accounts import FOREIGN, NOBODY, OWN, RENT, a_supplier, approved, proposed
from tests.mandates.answers import Raw, faults, problem
from tests.mandates.conftest import CAPELLE, DEN_HAAG
from tests.mandates.rows import everything
from tests.schedule.callers import Caller, a_caller
from tests.superuser import as_superuser

REASON = {"reason": "another number on the bill"}
CLOSED = {"closedFrom": "2026-03-01"}


@pytest.fixture
def elsewhere(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """Somebody of our organisation who works for another of its municipalities."""
    return a_caller(app, issuer, organisation, subject="dirk", municipalities=[CAPELLE])


async def test_a_suppliers_account_is_proposed_and_told_masked(anna: Caller) -> None:
    supplier = await a_supplier(anna)
    answer = await anna.post(f"/suppliers/{supplier}/accounts", RENT)
    told = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/v1/accounts/{told['id']}")
    assert told == {
        "id": told["id"],
        "supplierId": supplier,
        "householdId": None,
        "name": "Wo******* Ve*****",
        "iban": "NL91**********4300",
        "state": "proposed",
        "validFrom": "2026-01-01",
        "validUntil": None,
        "verification": "match",
        "verifiedAt": "2026-01-05T08:00:00Z",
        "batchId": None,
        "proposedAt": "2026-01-05T08:00:00Z",
        "proposedBy": "anna",
        "decidedAt": None,
        "decidedBy": None,
    }
    assert (await anna.get(f"/accounts/{told['id']}")).json() == told


async def test_a_clients_own_account_belongs_to_the_household(anna: Caller, household: UUID) -> None:
    account = await proposed(anna, f"households/{household}", OWN)
    assert (account["householdId"], account["supplierId"], account["name"]) == (str(household), None, "Y. Pr**********")


async def test_without_a_day_an_account_is_valid_from_today(anna: Caller, household: UUID) -> None:
    account = await proposed(anna, f"households/{household}", {"name": OWN["name"], "iban": OWN["iban"]})
    assert account["validFrom"] == "2026-01-05"


async def test_neither_name_nor_account_nor_anybodys_words_can_be_read_in_the_database(
    anna: Caller, bram: Caller, household: UUID, admin_url: str
) -> None:
    account = await proposed(anna, f"households/{household}", OWN)
    await bram.post(f"/accounts/{account['id']}/_reject", {"reason": "that is the brother"})
    kept = str(everything(admin_url))
    for secret in ("Proefpersoon", "0123456789", "brother"):
        assert secret not in kept
        assert secret.encode().hex() not in kept


async def test_another_person_approves_and_both_are_remembered(anna: Caller, bram: Caller) -> None:
    account = await proposed(anna, f"suppliers/{await a_supplier(anna)}")
    told = await approved(bram, account)
    decided = {"state": "approved", "decidedAt": "2026-01-05T08:00:00Z", "decidedBy": "bram"}
    assert told == account | decided
    steps = (await anna.get(f"/accounts/{account['id']}/transitions")).json()["items"]
    assert [(one["sequence"], one["before"], one["event"], one["state"], one["cause"], one["by"]) for one in steps] == [
        (1, None, "propose", "proposed", "proposed", "anna"),
        (2, "proposed", "approve", "approved", "approved", "bram"),
    ]


async def test_every_step_is_announced_with_whose_account_it_is(
    anna: Caller, bram: Caller, household: UUID, admin_url: str, organisation: UUID
) -> None:
    account = await proposed(anna, f"households/{household}", OWN)
    await approved(bram, account)
    with as_superuser(admin_url) as connection:
        told = connection.execute(
            "select data from mandates.outbox where type like '%account%' order by sequence"
        ).fetchall()
    common = {
        "organisationId": str(organisation),
        "accountId": account["id"],
        "supplierId": None,
        "householdId": str(household),
    }
    assert [data for (data,) in told] == [
        common | {"happened": "propose", "state": "proposed"},
        common | {"happened": "approve", "state": "approved"},
    ]


async def test_who_proposed_does_not_approve(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, admin_url: str
) -> None:
    both = a_caller(app, issuer, organisation, [Role.SUPPLIER_DESK, Role.APPROVER])
    account = await proposed(both, f"suppliers/{await a_supplier(both)}")
    before = everything(admin_url)
    assert problem(await both.post(f"/accounts/{account['id']}/_approve", {})) == (422, "same-person")
    assert everything(admin_url) == before


async def test_who_proposed_may_take_it_back(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> None:
    both = a_caller(app, issuer, organisation, [Role.SUPPLIER_DESK, Role.APPROVER])
    account = await proposed(both, f"suppliers/{await a_supplier(both)}")
    answer = await both.post(f"/accounts/{account['id']}/_reject", REASON)
    assert (answer.json()["state"], answer.json()["decidedBy"]) == ("rejected", "anna")


@pytest.mark.parametrize(
    ("said", "verification"),
    [
        ({"name": "Woonstede Bijna"}, "close_match"),
        ({"name": "Woonstede Anders"}, "no_match"),
        ({"iban": FOREIGN}, "not_possible"),
    ],
)
async def test_the_bank_is_asked_when_an_account_is_proposed(anna: Caller, said: Raw, verification: str) -> None:
    account = await proposed(anna, f"suppliers/{await a_supplier(anna)}", RENT | said)
    assert account["verification"] == verification


async def test_an_account_that_is_anothers_is_approved_only_with_a_reason(
    anna: Caller, bram: Caller, admin_url: str
) -> None:
    account = await proposed(anna, f"suppliers/{await a_supplier(anna)}", RENT | {"name": "Woonstede Anders"})
    before = everything(admin_url)
    assert problem(await bram.post(f"/accounts/{account['id']}/_approve", {})) == (422, "name-is-anothers")
    assert everything(admin_url) == before
    await approved(bram, account, despiteNoMatch="its bank wrote that the name is about to change")
    steps = (await anna.get(f"/accounts/{account['id']}/transitions")).json()["items"]
    assert [one["cause"] for one in steps] == ["proposed", "approved_despite_no_match"]


async def test_the_same_account_is_proposed_once_while_it_lives(anna: Caller, bram: Caller, admin_url: str) -> None:
    path = f"suppliers/{await a_supplier(anna)}"
    account = await proposed(anna, path)
    typed_otherwise = RENT | {"name": " woonstede  VERHUUR", "iban": "nl91abna0417164300"}
    for step in ("_approve", "_close"):
        before = everything(admin_url)
        assert problem(await anna.post(f"/{path}/accounts", typed_otherwise)) == (409, "account-is-known")
        assert everything(admin_url) == before
        who = bram if step == "_approve" else anna
        await who.post(f"/accounts/{account['id']}/{step}", {} if step == "_approve" else REASON | CLOSED)
    assert (await proposed(anna, path, typed_otherwise))["id"] != account["id"]


@pytest.mark.parametrize(
    ("closed_from", "valid_until"),
    [("2026-03-01", "2026-02-28"), ("2026-01-01", "2025-12-31"), ("2025-06-01", "2025-12-31")],
)
async def test_an_account_is_closed_from_a_day(anna: Caller, bram: Caller, closed_from: str, valid_until: str) -> None:
    account = await approved(bram, await proposed(anna, f"suppliers/{await a_supplier(anna)}"))
    answer = await anna.post(f"/accounts/{account['id']}/_close", REASON | {"closedFrom": closed_from})
    assert answer.json() == account | {"state": "closed", "validUntil": valid_until}


async def test_accounts_are_listed_by_owner_state_and_page(anna: Caller, bram: Caller, household: UUID) -> None:
    supplier = await a_supplier(anna)
    first = await approved(bram, await proposed(anna, f"suppliers/{supplier}"))
    second = await proposed(anna, f"suppliers/{supplier}", RENT | {"name": "Woonstede Beheer"})
    own = await proposed(anna, f"households/{household}", OWN)
    for asked, found in (
        ({}, [first, second, own]),
        ({"supplierId": supplier}, [first, second]),
        ({"householdId": str(household)}, [own]),
        ({"state": "approved"}, [first]),
        ({"supplierId": supplier, "state": "proposed"}, [second]),
        ({"batchId": NOBODY}, []),
    ):
        assert (await anna.get("/accounts", **asked)).json()["items"] == found
    page = (await anna.get("/accounts", limit=2)).json()
    rest = (await anna.get("/accounts", limit=2, cursor=page["nextCursor"])).json()
    assert (page["items"], rest["items"], rest["nextCursor"]) == ([first, second], [own], None)


async def test_everybody_with_an_account_number_is_found_by_it(anna: Caller, household: UUID) -> None:
    supplier = await proposed(anna, f"suppliers/{await a_supplier(anna)}")
    client = await proposed(anna, f"households/{household}", OWN | {"iban": RENT["iban"]})
    await proposed(anna, f"households/{household}", OWN)
    found = await anna.post("/accounts/_search", {"iban": "nl91 abna 0417 1643 00"})
    assert found.json()["items"] == [supplier, client]
    assert (await anna.post("/accounts/_search", {"iban": FOREIGN})).json()["items"] == []


async def test_all_that_is_wrong_is_said_at_once_and_nothing_changes(anna: Caller, admin_url: str) -> None:
    supplier = await a_supplier(anna)
    before = everything(admin_url)
    wrong = {"name": "Воон", "iban": "NL92ABNA0417164300", "validFrom": "2026-02-30", "state": "approved"}
    assert [where for where, _ in faults(await anna.post(f"/suppliers/{supplier}/accounts", wrong))] == [
        "name", "iban", "validFrom", "state",
    ]  # fmt: skip
    assert everything(admin_url) == before


async def test_the_same_command_twice_is_one_step(anna: Caller, bram: Caller) -> None:
    account = await proposed(anna, f"suppliers/{await a_supplier(anna)}")
    path = f"/accounts/{account['id']}/_approve"
    first, second = [await bram.post(path, {}, key="once") for _ in range(2)]
    assert (second.json(), second.headers["idempotency-replayed"]) == (first.json(), "true")
    assert len((await anna.get(f"/accounts/{account['id']}/transitions")).json()["items"]) == 2


async def test_who_may_not_is_refused_and_nothing_changes(anna: Caller, bram: Caller, admin_url: str) -> None:
    supplier = await a_supplier(anna)
    account = await proposed(anna, f"suppliers/{supplier}")
    before = everything(admin_url)
    for refused in (
        await bram.post(f"/suppliers/{supplier}/accounts", RENT),
        await anna.post(f"/accounts/{account['id']}/_approve", {}),
        await anna.post(f"/accounts/{account['id']}/_reject", REASON),
        await bram.post(f"/accounts/{account['id']}/_close", REASON | CLOSED),
    ):
        assert problem(refused) == (403, "may-not")
    assert everything(admin_url) == before


async def test_another_organisation_sees_and_changes_nothing(
    anna: Caller, stranger: Caller, household: UUID, admin_url: str
) -> None:
    supplier = await a_supplier(anna)
    account = await proposed(anna, f"suppliers/{supplier}")
    before = everything(admin_url)
    path = f"/accounts/{account['id']}"
    for answer, name in (
        (await stranger.get(path), "no-such-account"),
        (await stranger.get(f"{path}/transitions"), "no-such-account"),
        (await stranger.post(f"{path}/_approve", {}), "no-such-account"),
        (await stranger.post(f"{path}/_reject", REASON), "no-such-account"),
        (await stranger.post(f"{path}/_close", REASON | CLOSED), "no-such-account"),
        (await stranger.post(f"/suppliers/{supplier}/accounts", RENT), "no-such-supplier"),
        (await stranger.post(f"/households/{household}/accounts", OWN), "no-such-household"),
    ):
        assert problem(answer) == (404, name)
    assert (await stranger.get("/accounts")).json()["items"] == []
    assert (await stranger.post("/accounts/_search", {"iban": RENT["iban"]})).json()["items"] == []
    assert everything(admin_url) == before


async def test_who_works_for_another_municipality_sees_suppliers_accounts_and_no_clients(
    anna: Caller, elsewhere: Caller, household: UUID, admin_url: str
) -> None:
    rent = await proposed(anna, f"suppliers/{await a_supplier(anna)}")
    own = await proposed(anna, f"households/{household}", OWN)
    before = everything(admin_url)
    path = f"/accounts/{own['id']}"
    assert (await elsewhere.get("/accounts")).json()["items"] == [rent]
    assert (await elsewhere.post("/accounts/_search", {"iban": OWN["iban"]})).json()["items"] == []
    for answer in (
        await elsewhere.get(path),
        await elsewhere.post(f"{path}/_approve", {}),
        await elsewhere.post(f"{path}/_reject", REASON),
        await elsewhere.post(f"{path}/_close", REASON | CLOSED),
        await elsewhere.post(f"/households/{household}/accounts", OWN),
    ):
        assert answer.status_code == 404
    assert everything(admin_url) == before


async def test_who_works_for_the_municipality_sees_its_clients(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, household: UUID
) -> None:
    here = a_caller(app, issuer, organisation, subject="ella", municipalities=[DEN_HAAG])
    own = await proposed(anna, f"households/{household}", OWN)
    assert (await here.get("/accounts")).json()["items"] == [own]
