"""Taking over a caseload: everything that it says of payees and papers, once, and undoing nothing that people did."""

import asyncio
from datetime import date
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from services.mandate_events import Payer
from services.mandates.arrangements import payer_service
from services.mandates.arrangements import service as arrangements
from services.mandates.arrangements.arrangement import BillsTo, in_force
from services.mandates.arrangements.payer_service import PayerWish
from services.mandates.arrangements.repository import arrangements_of
from services.mandates.arrangements.service import WantedArrangement
from services.mandates.hand import Hand
from services.mandates.intake import paper_repository
from services.mandates.intake import paper_service as papers
from services.mandates.schemas import Reason, Reference, Released, Waits
from services.payment_reference import PaymentReference, ReferenceKind
from tests.mandates.accounts.accounts import approved
from tests.mandates.answers import Raw, made, problem
from tests.mandates.arrangements.builders import APRIL, FEBRUARY, MARCH, MAY, terms_with
from tests.mandates.callers import KEYRING, Caller, a_caller
from tests.mandates.caseload.pages import (
    ENERGY,
    IMPORT,
    LEEFGELD,
    OTHER_LANDLORD,
    RENT,
    a_page,
    a_told,
    nothing_new,
    rows,
    taken_over,
)
from tests.mandates.conftest import DEN_HAAG, a_household
from tests.mandates.release.conftest import a_line, asked, client_of
from tests.mandates.rows import everything


@pytest.fixture
def newcomer(ids: SeededIds, clock: MovableClock) -> UUID:
    """A household that the registry has not heard of."""
    return ids.new_id(clock.now())


def stands(admin_url: str) -> dict[str, list[object]]:
    """Everything but the keys of commands."""
    return {name: found for name, found in everything(admin_url).items() if name != "idempotency_key"}


async def rejected(caller: Caller, account: str) -> None:
    answer = await caller.post(f"/accounts/{account}/_reject", {"reason": "de naam is niet die van de bank"})
    assert answer.status_code == 200, answer.text


def hand_of(clock: MovableClock, by: str = "anna") -> Hand:
    ids = SeededIds(by)
    return Hand(by, clock.now(), KEYRING, lambda: ids.new_id(clock.now()))


async def test_a_number_that_is_another_suppliers_is_refused_and_nothing_is_arranged(
    schedule: Caller, newcomer: UUID, household: UUID, admin_url: str
) -> None:
    """A rent that was typed with the number of the energy supplier would be paid to that one."""
    await taken_over(schedule, a_told(household))
    before = stands(admin_url)
    mistyped = RENT | {"name": "Particuliere Verhuurder Jansen", "iban": ENERGY["iban"]}
    answer = await schedule.post("/caseload-payees", a_page(a_told(newcomer, mistyped, reference="ZAAK-2")))
    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert (fault["where"], fault["what"]) == (
        "households[0].payees[0].iban",
        "this number is that of ‘Stroomhuis Energie’ here, which is not who is to be paid",
    )
    assert stands(admin_url) == before


async def test_a_name_that_is_typed_otherwise_is_still_its(schedule: Caller, newcomer: UUID, household: UUID) -> None:
    await taken_over(schedule, a_told(household))
    otherwise = RENT | {"name": "WOONSTEDE beheer b.v."}
    counts = await taken_over(schedule, a_told(newcomer, otherwise, reference="ZAAK-2"))
    assert (counts["suppliers"], counts["arrangements"]) == (0, 1)


async def test_a_household_that_nobody_told_of_becomes_known_and_is_asked_for(
    schedule: Caller, newcomer: UUID, admin_url: str
) -> None:
    assert await taken_over(schedule, a_told(newcomer)) == {
        "households": 1,
        "suppliers": 2,
        "accounts": 3,
        "arrangements": 2,
        "papers": 8,
        "waiting": 3,
    }
    known = "select id, reference, municipality, policy, plan_version, stale from household"
    assert rows(admin_url, known) == [(newcomer, "ZAAK-1", DEN_HAAG, "den-haag", 0, True)]
    jobs = "select task_name from procrastinate_jobs"
    assert rows(admin_url, jobs) == [("refresh_households",)]


async def test_suppliers_are_of_the_kind_and_scheme_of_what_they_are_paid_for(
    schedule: Caller, newcomer: UUID, admin_url: str
) -> None:
    phone = ENERGY | {"cost": "phone", "name": "Beltegoed", "iban": "NL20INGB0001234567", "reference": None}
    await taken_over(schedule, a_told(newcomer, RENT, ENERGY, phone))
    assert rows(admin_url, "select name, kind, reference_scheme, registered_by from supplier order by id") == [
        ("Woonstede Verhuur", "housing_association", "free_text", "service:schedule"),
        ("Stroomhuis Energie", "energy", "betalingskenmerk", "service:schedule"),
        ("Beltegoed", "other", "free_text", "service:schedule"),
    ]


async def test_costs_are_arranged_as_an_import_says_and_with_who_pays_them(
    schedule: Caller, newcomer: UUID, admin_url: str
) -> None:
    withheld = ENERGY | {"payer": "benefit_system_withholds", "validFrom": "2026-03-20"}
    await taken_over(schedule, a_told(newcomer, RENT, withheld))
    entries = "select cost, from_month, payer, cause, by from payer_of_record order by cost"
    assert rows(admin_url, entries) == [
        ("energy", MARCH, "benefit_system_withholds", "import", "service:schedule"),
        ("rent", FEBRUARY, "we_push", "import", "service:schedule"),
    ]


async def test_a_household_that_is_known_already_stays_as_it_is_told(
    schedule: Caller, household: UUID, admin_url: str
) -> None:
    found = await taken_over(schedule, a_told(household, reference="ANDERS-9"))
    assert found["households"] == 0
    assert rows(admin_url, "select reference, stale from household") == [("ZAAK-1", False)]


async def test_the_same_page_again_changes_nothing(schedule: Caller, newcomer: UUID, admin_url: str) -> None:
    changed = RENT | {"validFrom": "2026-04-10", "reference": {"kind": "free_text", "text": "huur 2"}}
    page = a_told(newcomer, changed, OTHER_LANDLORD, RENT, LEEFGELD)
    assert (await taken_over(schedule, page))["arrangements"] == 3
    before = stands(admin_url)
    assert await taken_over(schedule, page) == nothing_new(waiting=3)
    assert stands(admin_url) == before


@pytest.mark.parametrize("together", [True, False], ids=["in one page", "one after another"])
async def test_who_is_paid_again_within_the_month_after_somebody_else_is_the_one_who_holds(
    schedule: Caller,
    newcomer: UUID,
    registry: Database,
    organisation: UUID,
    admin_url: str,
    together: bool,
) -> None:
    other = OTHER_LANDLORD | {"validFrom": "2026-02-10"}
    again = RENT | {"validFrom": "2026-02-20"}
    for payees in [(RENT, other, again)] if together else [(RENT,), (other,), (again,)]:
        await taken_over(schedule, a_told(newcomer, *payees))
    named = "select name, from_month, told_from from arrangement join supplier on supplier.id = supplier_id"
    assert rows(admin_url, f"{named} order by arrangement.id") == [
        ("Woonstede Verhuur", FEBRUARY, date(2026, 2, 1)),
        ("Huis en Haard", FEBRUARY, date(2026, 2, 10)),
        ("Woonstede Verhuur", FEBRUARY, date(2026, 2, 20)),
    ]
    async with registry.reading(organisation) as session:
        kept = (await arrangements_of(session, KEYRING, [newcomer]))[newcomer]
    holds = in_force(kept, FEBRUARY)
    assert holds is not None
    assert (holds.told_from, holds.terms.supplier_id) == (date(2026, 2, 20), kept[0].terms.supplier_id)
    before = stands(admin_url)
    assert await taken_over(schedule, a_told(newcomer, RENT, other, again)) == nothing_new(waiting=2)
    assert stands(admin_url) == before


async def test_accounts_wait_as_one_batch_for_somebody_else(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, newcomer: UUID, bram: Caller, admin_url: str
) -> None:
    anna = a_caller(app, issuer, organisation, [Role.SYSTEM, Role.APPROVER])
    assert (await taken_over(anna, a_told(newcomer)))["waiting"] == 3
    batch = (await bram.get(f"/account-batches/{IMPORT}")).json()
    own = await anna.post(f"/account-batches/{IMPORT}/_approve", {"digest": batch["digest"]})
    assert problem(own) == (422, "same-person")
    told = (await bram.post(f"/account-batches/{IMPORT}/_approve", {"digest": batch["digest"]})).json()
    assert told["approved"] == 3
    assert await taken_over(anna, a_told(newcomer)) == nothing_new(waiting=0)


async def test_what_was_taken_over_is_paid_once_its_accounts_are_approved(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, schedule: Caller, newcomer: UUID, bram: Caller
) -> None:
    await taken_over(schedule, a_told(newcomer))
    client = client_of(app, issuer.issue(organisation, [Role.SYSTEM]))
    lines = [a_line(newcomer), a_line(newcomer, "energy"), a_line(newcomer, "leefgeld")]
    waits = Waits(Reason.ACCOUNT_NOT_APPROVED, "not_approved")
    assert (await asked(client, *lines)).lines == [waits, waits, waits]
    batch = (await bram.get(f"/account-batches/{IMPORT}")).json()
    await bram.post(f"/account-batches/{IMPORT}/_approve", {"digest": batch["digest"]})
    released = [one for one in (await asked(client, *lines)).lines if isinstance(one, Released)]
    assert [(one.account.name, one.account.iban) for one in released if one.account] == [
        (one["name"], one["iban"]) for one in (RENT, ENERGY, LEEFGELD)
    ]
    assert [one.reference for one in released] == [
        Reference("free_text", "huur KL-20391"),
        Reference("betalingskenmerk", "1234567"),
        None,
    ]


async def test_a_supplier_is_found_by_its_account_whatever_it_is_called(
    schedule: Caller, anna: Caller, bram: Caller, newcomer: UUID, ids: SeededIds, clock: MovableClock, admin_url: str
) -> None:
    await taken_over(schedule, a_told(newcomer, RENT))
    (account,) = (await anna.get("/accounts", batchId=IMPORT)).json()["items"]
    await approved(bram, account)
    other = ids.new_id(clock.now())
    found = await taken_over(schedule, a_told(other, RENT | {"name": "Woonstede"}, reference="ZAAK-2"))
    assert (found["suppliers"], found["accounts"], found["arrangements"]) == (0, 0, 1)
    assert len(rows(admin_url, "select distinct supplier_id from arrangement")) == 1


async def test_an_account_that_was_rejected_and_then_proposed_by_hand_is_taken_as_it_is(
    schedule: Caller, anna: Caller, bram: Caller, newcomer: UUID, admin_url: str
) -> None:
    await taken_over(schedule, a_told(newcomer, RENT))
    ((account, supplier),) = rows(admin_url, "select id, supplier_id from account")
    await rejected(bram, str(account))
    by_hand = {"name": RENT["name"], "iban": RENT["iban"], "validFrom": "2026-01-05"}
    made(await anna.post(f"/suppliers/{supplier}/accounts", by_hand))
    assert await taken_over(schedule, a_told(newcomer, RENT)) == nothing_new(waiting=0)
    assert rows(admin_url, "select count(*) from supplier") == [(1,)]


async def test_a_suppliers_account_holds_for_whoever_is_paid_from_today_on(
    schedule: Caller, newcomer: UUID, admin_url: str
) -> None:
    await taken_over(schedule, a_told(newcomer, RENT, OTHER_LANDLORD, LEEFGELD | {"validFrom": "2026-04-01"}))
    days = "select supplier_id is null, valid_from from account order by id"
    assert rows(admin_url, days) == [
        (False, date(2026, 1, 5)),
        (False, date(2026, 1, 5)),
        (True, date(2026, 4, 1)),
    ]


async def test_another_payee_from_a_day_on_takes_the_place_of_the_first_from_that_month(
    schedule: Caller, newcomer: UUID, admin_url: str
) -> None:
    await taken_over(schedule, a_told(newcomer, RENT))
    found = await taken_over(schedule, a_told(newcomer, RENT, OTHER_LANDLORD))
    assert found == nothing_new(waiting=2) | {"suppliers": 1, "accounts": 1, "arrangements": 1}
    entries = "select from_month, payer, cause from payer_of_record order by sequence"
    assert rows(admin_url, entries) == [(FEBRUARY, "we_push", "import"), (MAY, "we_push", "import")]


async def test_another_reference_leaves_who_pays_and_what_was_agreed_beside_it(
    schedule: Caller, household: UUID, registry: Database, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    await taken_over(schedule, a_told(household, RENT))
    hand = hand_of(clock)
    async with registry.transaction(organisation) as session:
        ((supplier,),) = rows(admin_url, "select supplier_id from arrangement")
        reference = PaymentReference(ReferenceKind.FREE_TEXT, "huur KL-20391")
        terms = terms_with(supplier, bills_to=BillsTo.SUPPORTER, reference=reference)
        await arrangements.arrange(session, hand, WantedArrangement(household, "rent", MARCH, terms))
        wish = PayerWish("rent", Payer.CLIENT_PAYS, MARCH, "de klant betaalt zelf verder")
        await payer_service.decide_payer(session, hand, household, wish)
    newer = RENT | {"validFrom": "2026-04-01", "reference": {"kind": "free_text", "text": "huur 2"}}
    del newer["customerNumber"]
    assert (await taken_over(schedule, a_told(household, RENT, newer)))["arrangements"] == 1
    async with registry.reading(organisation) as session:
        kept = (await arrangements_of(session, KEYRING, [household]))[household]
        months = await payer_service.payers_of(session, household, None, FEBRUARY, APRIL)
    last = max(kept, key=lambda one: one.from_month)
    assert last.terms == terms._replace(reference=PaymentReference(ReferenceKind.FREE_TEXT, "huur 2"))
    assert [one.payer for one in months] == [Payer.WE_PUSH, Payer.CLIENT_PAYS, Payer.CLIENT_PAYS]


async def test_what_a_person_put_right_is_not_undone_by_the_same_page(
    schedule: Caller, household: UUID, registry: Database, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    await taken_over(schedule, a_told(household, RENT))
    async with registry.transaction(organisation) as session:
        ((supplier,),) = rows(admin_url, "select supplier_id from arrangement")
        right = PaymentReference(ReferenceKind.FREE_TEXT, "huur 20391")
        one = WantedArrangement(household, "rent", FEBRUARY, terms_with(supplier, reference=right))
        await arrangements.arrange(session, hand_of(clock), one)
    before = stands(admin_url)
    assert await taken_over(schedule, a_told(household, RENT)) == nothing_new(waiting=1)
    assert stands(admin_url) == before


async def test_a_clients_other_account_from_a_day_on_waits_too(schedule: Caller, newcomer: UUID, anna: Caller) -> None:
    await taken_over(schedule, a_told(newcomer, LEEFGELD))
    other = LEEFGELD | {"iban": "NL20INGB0001234567", "validFrom": "2026-04-01"}
    assert (await taken_over(schedule, a_told(newcomer, LEEFGELD, other)))["accounts"] == 1
    listed = (await anna.get("/accounts", householdId=newcomer)).json()["items"]
    assert [(one["validFrom"], one["state"]) for one in listed] == [
        ("2000-01-01", "proposed"),
        ("2026-04-01", "proposed"),
    ]


async def test_papers_that_are_not_missing_were_delivered_and_the_others_are_asked_by_the_plan(
    schedule: Caller, newcomer: UUID, admin_url: str, registry: Database, organisation: UUID, clock: MovableClock
) -> None:
    found = await taken_over(schedule, a_told(newcomer, RENT, missing=("lease", "brp")))
    assert found["papers"] == 4
    there = "select kind, about, state, changes from paper order by kind"
    assert rows(admin_url, there) == [
        ("authorisation", "", "delivered", 2),
        ("b12", "", "delivered", 2),
        ("iban", "", "delivered", 2),
        ("identity", "", "delivered", 2),
    ]
    steps = "select event, cause, count(*) from transition where machine = 'paper' group by 1, 2 order by 1"
    assert rows(admin_url, steps) == [("deliver", "import", 4), ("require", "import", 4)]
    rows_of_rent = "insert into cost_month select organisation_id, id, 'rent', 24314, '2026-03-01', 60000, true"
    with_plan = f"{rows_of_rent} from household returning cost"
    assert rows(admin_url, with_plan) == [("rent",)]
    async with registry.transaction(organisation) as session:
        await papers.require_many(session, hand_of(clock), [newcomer])
        kept = (await paper_repository.papers(session, [newcomer]))[newcomer]
        assert await papers.complete(session, [newcomer]) == set()
    assert {place for place, one in kept.items() if one.state == "missing"} == {("lease", "rent"), ("brp", "")}


async def test_papers_that_were_asked_already_are_delivered_unless_somebody_looked_at_them(
    schedule: Caller, household: UUID, registry: Database, organisation: UUID, clock: MovableClock
) -> None:
    async with registry.transaction(organisation) as session:
        hand = hand_of(clock)
        await papers.require_many(session, hand, [household])
        asked_for = (await paper_repository.papers(session, [household]))[household]
        await papers.deliver(session, hand, household, asked_for["identity", ""].id, bytes(32))
        await papers.take_back(session, hand, household, asked_for["identity", ""].id, "verlopen")
    await taken_over(schedule, a_told(household, RENT, ENERGY))
    async with registry.reading(organisation) as session:
        kept = (await paper_repository.papers(session, [household]))[household]
    missing = {place for place, one in kept.items() if one.state == "missing"}
    of_other_costs = {place for place in asked_for if place[1] in ("water", "health_premium")}
    assert missing == {("identity", ""), *of_other_costs}


async def test_an_account_that_a_second_person_rejected_is_refused_and_not_proposed_by_the_next_file(
    schedule: Caller, bram: Caller, newcomer: UUID, household: UUID, admin_url: str
) -> None:
    await taken_over(schedule, a_told(household))
    for account, _ in rows(admin_url, "select id, name_sealed from account"):
        await rejected(bram, str(account))
    before = stands(admin_url)
    answer = await schedule.post("/caseload-payees", a_page(a_told(household), a_told(newcomer, RENT)))
    assert answer.status_code == 400
    assert [one["where"] for one in answer.json()["errors"]] == [
        "households[0].payees[0].iban",
        "households[0].payees[1].iban",
        "households[0].payees[2].iban",
        "households[1].payees[0].iban",
    ]
    (fault, *_) = answer.json()["errors"]
    assert fault["what"] == "a second person looked at this account of this holder, and rejected it"
    assert stands(admin_url) == before


async def test_a_rejected_account_is_taken_over_under_the_name_that_the_bank_knows(
    schedule: Caller, bram: Caller, household: UUID, admin_url: str
) -> None:
    await taken_over(schedule, a_told(household, RENT))
    ((account,),) = rows(admin_url, "select id from account")
    await rejected(bram, str(account))
    as_the_bank = RENT | {"name": "Stichting Woonstede Verhuur", "customerNumber": "KL-20392"}
    assert (await taken_over(schedule, a_told(household, as_the_bank)))["accounts"] == 1


async def test_who_takes_back_an_account_that_he_proposed_himself_rejected_nothing(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, household: UUID, admin_url: str
) -> None:
    both = a_caller(app, issuer, organisation, [Role.SYSTEM, Role.APPROVER], subject="carla")
    await taken_over(both, a_told(household, RENT))
    ((account,),) = rows(admin_url, "select id from account")
    await rejected(both, str(account))
    assert (await taken_over(both, a_told(household, RENT)))["accounts"] == 1


async def test_two_pages_at_once_make_a_supplier_once(
    schedule: Caller, ids: SeededIds, clock: MovableClock, admin_url: str
) -> None:
    pages = [a_page(a_told(ids.new_id(clock.now()), reference=f"ZAAK-{number}")) for number in range(6)]
    answers = await asyncio.gather(*(schedule.post("/caseload-payees", page) for page in pages))
    assert [one.status_code for one in answers] == [200] * 6
    assert rows(admin_url, "select count(*) from supplier") == [(2,)]
    assert rows(admin_url, "select count(*) from account where household_id is null") == [(2,)]
    assert sorted(one.json()["waiting"] for one in answers) == [3, 4, 5, 6, 7, 8]


async def test_a_page_asks_the_database_as_often_as_a_household(
    schedule: Caller, registry: Database, ids: SeededIds, clock: MovableClock
) -> None:
    """Once its suppliers are known: a new supplier is registered by itself."""
    await taken_over(schedule, a_told(ids.new_id(clock.now())))
    asked_for: list[str] = []
    event.listen(registry.engine.sync_engine, "before_cursor_execute", lambda *given: asked_for.append(given[2]))
    counts = []
    for size in (1, 12):
        told = [a_told(ids.new_id(clock.now()), reference=f"ZAAK-{size}-{number}") for number in range(size)]
        asked_for.clear()
        assert (await taken_over(schedule, *told))["households"] == size
        counts.append(len([one for one in asked_for if "insert into transition" not in one]))
    assert counts[0] == counts[1]


async def test_a_household_of_another_organisation_is_not_touched(
    schedule: Caller, strangers_household: UUID, admin_url: str, organisation: UUID
) -> None:
    theirs = rows(admin_url, "select household::text from household")
    assert (await taken_over(schedule, a_told(strangers_household)))["households"] == 1
    assert set(theirs) < set(rows(admin_url, "select household::text from household"))
    assert rows(admin_url, "select distinct organisation_id from arrangement") == [(organisation,)]


async def test_somebody_of_another_municipality_takes_over_no_household_of_this_one(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, household: UUID, admin_url: str
) -> None:
    elsewhere = a_caller(app, issuer, organisation, [Role.SYSTEM], municipalities=["GM0502"])
    before = stands(admin_url)
    as_theirs: Raw = a_told(household) | {"municipality": "GM0502"}
    for told, where in ((a_told(household), "municipality"), (as_theirs, "id")):
        answer = await elsewhere.post("/caseload-payees", a_page(told))
        assert [one["where"] for one in answer.json()["errors"]] == [f"households[0].{where}"]
    assert stands(admin_url) == before


async def test_a_household_in_a_second_municipality_is_there_for_the_first(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, newcomer: UUID, admin_url: str
) -> None:
    here = a_caller(app, issuer, organisation, [Role.SYSTEM], municipalities=[DEN_HAAG])
    assert (await taken_over(here, a_told(newcomer)))["households"] == 1
    assert rows(admin_url, "select municipality from household") == [(DEN_HAAG,)]


async def test_sixty_households_are_taken_over_as_one_is(
    schedule: Caller, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    """Enough for rows to be copied in; some of them known before."""
    known = [
        a_household(admin_url, organisation, ids.new_id(clock.now()), f"ZAAK-{number}", DEN_HAAG)
        for number in range(20)
    ]
    every = [*known, *(ids.new_id(clock.now()) for _ in range(40))]
    told = [a_told(one, reference=f"ZAAK-{number}") for number, one in enumerate(every)]
    assert await taken_over(schedule, *told) == {
        "households": 40,
        "suppliers": 2,
        "accounts": 62,
        "arrangements": 120,
        "papers": 480,
        "waiting": 62,
    }
    assert rows(admin_url, "select count(*), count(distinct household_id) from paper where state = 'delivered'") == [
        (480, 60)
    ]
