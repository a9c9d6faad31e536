"""Batches: proposed together, looked at as a whole, approved as a whole by somebody else."""

import asyncio
from collections import Counter
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.ids import SeededIds
from services.mandate_events import AccountState
from tests.mandates.accounts.accounts import FOREIGN, NOBODY, OWN, RENT, a_supplier, approved
from tests.mandates.accounts.desk import Desk
from tests.mandates.answers import Raw, faults, made, problem
from tests.mandates.conftest import CAPELLE, DEN_HAAG, a_household
from tests.mandates.rows import everything
from tests.schedule.callers import Caller, a_caller
from tests.superuser import as_superuser

NAMES = ("Y. Proefpersoon", "Y. Bijna", "Y. Anders")
NO_DIGEST = "0" * 64


@pytest.fixture
def neighbourhood(admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock) -> list[UUID]:
    """Sixty households, half of them in another municipality: enough for rows to be copied in."""
    return [
        a_household(admin_url, organisation, ids.new_id(clock.now()), f"ZAAK-{number}", (DEN_HAAG, CAPELLE)[number % 2])
        for number in range(100, 160)
    ]


def clients(households: list[UUID]) -> list[Raw]:
    """An account for each: a third of them match, a third closely, a third not."""
    return [OWN | {"householdId": str(one), "name": NAMES[number % 3]} for number, one in enumerate(households)]


async def proposed(caller: Caller, accounts: list[Raw], **said: object) -> str:
    return str(made(await caller.post("/account-batches", {"accounts": accounts} | said))["batchId"])


async def looked_at(caller: Caller, batch: str) -> Raw:
    answer = await caller.get(f"/account-batches/{batch}")
    assert answer.status_code == 200, answer.text
    told: Raw = answer.json()
    return told


async def test_many_accounts_are_proposed_at_once(anna: Caller, neighbourhood: list[UUID], admin_url: str) -> None:
    answer = await anna.post("/account-batches", {"accounts": clients(neighbourhood)})
    told = made(answer)
    assert answer.headers["location"] == f"/v1/account-batches/{told['batchId']}"
    assert told == {"batchId": told["batchId"], "proposed": 60, "known": 0}
    batch = await looked_at(anna, told["batchId"])
    assert batch | {"digest": ""} == {
        "id": told["batchId"],
        "states": {"proposed": 60, "approved": 0, "rejected": 0, "closed": 0},
        "verifications": {"match": 20, "closeMatch": 20, "noMatch": 20, "notPossible": 0, "notAsked": 0},
        "digest": "",
    }
    assert (await anna.get("/accounts", batchId=told["batchId"], limit=1)).json()["items"][0]["batchId"] == batch["id"]
    with as_superuser(admin_url) as connection:
        steps = "select state, cause, sequence, count(*) from mandates.transition group by 1, 2, 3"
        assert connection.execute(steps).fetchall() == [("proposed", "proposed_in_batch", 1, 60)]
        news = "select type, sequence, count(*) from mandates.outbox group by 1, 2"
        assert connection.execute(news).fetchall() == [("nl.ontzorg.mandates.account.changed", 1, 60)]


async def test_another_person_approves_what_the_banks_do_not_deny(
    anna: Caller, bram: Caller, neighbourhood: list[UUID], admin_url: str
) -> None:
    batch = await proposed(anna, clients(neighbourhood))
    seen = await looked_at(bram, batch)
    told = (await bram.post(f"/account-batches/{batch}/_approve", {"digest": seen["digest"]})).json()
    assert (told["approved"], told["batch"]) == (40, await looked_at(anna, batch))
    assert told["batch"]["states"] == {"proposed": 20, "approved": 40, "rejected": 0, "closed": 0}
    assert told["batch"]["verifications"]["noMatch"] == 20
    with as_superuser(admin_url) as connection:
        steps = """
            select machine, before, event, state, cause, by, count(*) from mandates.transition where sequence = 2
            group by 1, 2, 3, 4, 5, 6 order by 1
        """
        assert connection.execute(steps).fetchall() == [
            ("account", "proposed", "approve", "approved", "approved_in_batch", "bram", 40),
            ("paper", "missing", "deliver", "delivered", "known_to_registry", "bram", 40),
        ]
        households = "select version, count(*) from mandates.household group by 1 order by 1"
        assert connection.execute(households).fetchall() == [(1, 20), (2, 40)]
        news = """
            select type, sequence, count(*) from mandates.outbox where type not like '%paper%'
            group by 1, 2 order by 1, 2
        """
        assert connection.execute(news).fetchall() == [
            ("nl.ontzorg.mandates.account.changed", 1, 60),
            ("nl.ontzorg.mandates.account.changed", 2, 40),
            ("nl.ontzorg.mandates.registry.changed", 1, 40),
        ]


async def test_what_is_left_is_decided_one_by_one(anna: Caller, bram: Caller, neighbourhood: list[UUID]) -> None:
    batch = await proposed(anna, clients(neighbourhood[:3]))
    digest = (await looked_at(bram, batch))["digest"]
    left = (await bram.post(f"/account-batches/{batch}/_approve", {"digest": digest})).json()["batch"]
    answer = await bram.post(f"/account-batches/{batch}/_approve", {"digest": left["digest"]})
    assert problem(answer) == (409, "nothing-to-approve")
    (account,) = (await anna.get("/accounts", batchId=batch, state="proposed")).json()["items"]
    await approved(bram, account, despiteNoMatch="married, and the bank knows her other name")
    assert (await looked_at(bram, batch))["states"]["approved"] == 3


async def test_a_batch_is_approved_as_it_was_looked_at_or_not_at_all(
    anna: Caller, bram: Caller, neighbourhood: list[UUID], admin_url: str
) -> None:
    batch = await proposed(anna, clients(neighbourhood[:3]))
    seen = (await looked_at(bram, batch))["digest"]
    await proposed(anna, clients(neighbourhood[3:6]), batchId=batch)
    before = everything(admin_url)
    for digest in (seen, NO_DIGEST):
        answer = await bram.post(f"/account-batches/{batch}/_approve", {"digest": digest})
        assert problem(answer) == (409, "another-batch")
    assert everything(admin_url) == before
    assert (await looked_at(bram, batch))["states"]["proposed"] == 6


async def test_who_proposed_any_of_it_does_not_approve_it(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, neighbourhood: list[UUID], admin_url: str
) -> None:
    both = a_caller(app, issuer, organisation, [Role.SUPPLIER_DESK, Role.APPROVER], subject="bram")
    batch = await proposed(anna, clients(neighbourhood[:3]))
    await proposed(both, clients(neighbourhood[3:6]), batchId=batch)
    digest = (await looked_at(both, batch))["digest"]
    before = everything(admin_url)
    answer = await both.post(f"/account-batches/{batch}/_approve", {"digest": digest})
    assert problem(answer) == (422, "same-person")
    assert everything(admin_url) == before


async def test_of_two_that_approve_at_once_one_does(
    anna: Caller, desk: Desk, bram: Caller, neighbourhood: list[UUID]
) -> None:
    batch = await proposed(anna, clients(neighbourhood))
    digest = (await looked_at(bram, batch))["digest"]
    outcomes = await asyncio.gather(
        *(desk.approve_batch(UUID(batch), digest) for _ in range(5)), return_exceptions=True
    )
    assert Counter(type(one).__name__ for one in outcomes) == {"int": 1, "AnotherBatch": 4}
    assert (await looked_at(bram, batch))["states"][AccountState.APPROVED] == 40


async def test_what_lives_already_is_not_proposed_again(anna: Caller, bram: Caller, neighbourhood: list[UUID]) -> None:
    first = await proposed(anna, clients(neighbourhood[:3]))
    told = made(await anna.post("/account-batches", {"accounts": clients(neighbourhood[:6])}))
    assert (told["proposed"], told["known"]) == (3, 3)
    assert (await looked_at(anna, first))["states"]["proposed"] == 3
    again = made(await anna.post("/account-batches", {"accounts": clients(neighbourhood[:6])}))
    assert (again["proposed"], again["known"]) == (0, 6)


async def test_suppliers_and_clients_stand_in_one_batch(anna: Caller, household: UUID) -> None:
    supplier = await a_supplier(anna)
    accounts = [RENT | {"supplierId": supplier, "iban": FOREIGN}, OWN | {"householdId": str(household)}]
    batch = await proposed(anna, accounts)
    assert (await looked_at(anna, batch))["verifications"]["notPossible"] == 1


async def test_each_sees_and_approves_what_is_of_their_municipality(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, neighbourhood: list[UUID]
) -> None:
    here = a_caller(app, issuer, organisation, [Role.APPROVER], subject="dirk", municipalities=[CAPELLE])
    nowhere = a_caller(app, issuer, organisation, [Role.APPROVER], subject="ella", municipalities=["GM9999"])
    batch = await proposed(anna, clients(neighbourhood))
    seen = await looked_at(here, batch)
    assert seen["states"]["proposed"] == 30
    told = (await here.post(f"/account-batches/{batch}/_approve", {"digest": seen["digest"]})).json()
    assert told["approved"] == 20
    assert (await looked_at(anna, batch))["states"] == {"proposed": 40, "approved": 20, "rejected": 0, "closed": 0}
    assert problem(await nowhere.get(f"/account-batches/{batch}")) == (404, "no-such-batch")


async def test_all_faults_of_a_batch_are_named_and_nothing_is_proposed(
    anna: Caller, household: UUID, strangers_household: UUID, admin_url: str
) -> None:
    before = everything(admin_url)
    own = OWN | {"householdId": str(household)}
    unreadable = [own, own | {"supplierId": NOBODY}, OWN, own | {"iban": "NL03ABNA0123456789"}]
    assert faults(await anna.post("/account-batches", {"accounts": unreadable})) == [
        ("accounts[1].supplierId", "either a supplier or a household belongs here"),
        ("accounts[2].supplierId", "either a supplier or a household belongs here"),
        ("accounts[3].iban", "the check digits of the IBAN do not fit"),
    ]
    strangers = [own, RENT | {"supplierId": NOBODY}, OWN | {"householdId": str(strangers_household)}]
    assert faults(await anna.post("/account-batches", {"accounts": strangers})) == [
        ("accounts[1]", "there is no such supplier here"),
        ("accounts[2]", "there is no such household here"),
    ]
    assert everything(admin_url) == before


async def test_the_same_command_twice_is_one_batch(anna: Caller, bram: Caller, neighbourhood: list[UUID]) -> None:
    body = {"accounts": clients(neighbourhood[:3])}
    first, second = [await anna.post("/account-batches", body, key="once") for _ in range(2)]
    assert first.json() == second.json()
    batch = first.json()["batchId"]
    digest = (await looked_at(bram, batch))["digest"]
    path = f"/account-batches/{batch}/_approve"
    answers = [await bram.post(path, {"digest": digest}, key="once") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"


async def test_who_may_not_is_refused_and_strangers_see_nothing(
    anna: Caller, bram: Caller, stranger: Caller, neighbourhood: list[UUID], admin_url: str
) -> None:
    accounts = clients(neighbourhood[:3])
    batch = await proposed(anna, accounts)
    approval = {"digest": (await looked_at(anna, batch))["digest"]}
    before = everything(admin_url)
    assert problem(await bram.post("/account-batches", {"accounts": accounts})) == (403, "may-not")
    assert problem(await anna.post(f"/account-batches/{batch}/_approve", approval)) == (403, "may-not")
    for answer in (
        await stranger.get(f"/account-batches/{batch}"),
        await stranger.post(f"/account-batches/{batch}/_approve", approval),
        await stranger.post("/account-batches", {"accounts": accounts, "batchId": batch}),
    ):
        assert problem(answer) == (404, "no-such-batch")
    assert everything(admin_url) == before
