"""Things that are there: one of each kind that a path of the API can name, in a town that works."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from services.months import parse_month
from services.webhooks import WebhookSecret, sign
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.test_first_month import paid_to
from tests.journeys.town import DECISION, Home, Told, Town, done, monthly, seen
from tests.notify.desk.workers import a_worker
from tests.notify.tellers import a_word
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.statements.files import Line, camt, stmt

FEBRUARY, MARCH = parse_month("2026-02"), parse_month("2026-03")
PHONE = monthly("phone", 15, 2000, "2026-02")
"""What the client pays himself while we look on."""

HIS_MANDATE: Told = {
    "cost": "energy",
    "onAccount": "client",
    "umr": "STROOM-1",
    "creditorId": "NL69ZZZ123456780000",
    "validFrom": "2025-06-01",
}
MINSTAND: Told = {
    "instrument": "minstand",
    "amount": 100_00,
    "legalBasis": "article_56a",
    "reason": "until the toeslagen come",
}
DOCUMENT: Told = {
    "clientName": "Selam Voorbeeld",
    "supplyAddress": ["Vogelstraat 12", "2511 AB Den Haag"],
    "customerNumber": "K-4471",
    "firstMonth": "2026-02",
    "writeTo": ["Gemeente Voorbeeldstad"],
    "costs": ["energy"],
}


async def things(town: Town) -> dict[str, Mapping[str, str]]:
    """The names of path parameters with what is there, for each service."""
    home, supplier = await _lived_in(town)
    return {
        "schedule": await _of_schedule(town, home),
        "mandates": await _of_registry(town, home, supplier),
        "notify": await _of_notify(town, home, supplier),
    }


async def _lived_in(town: Town) -> tuple[Home, Told]:
    supplier = await town.supplier("energy", "Energie van Morgen", creditorId="NL69ZZZ123456780000")
    payees = [
        paid_to("rent", "Woonstichting De Vlinder", "NL02ABNA0123456789", "huur 2026-001"),
        paid_to("leefgeld", "T. Testpersoon", "NL20INGB0001234567"),
    ]
    home = await town.household(DEN_HAAG, [*PAPERS, PHONE, B12, DECISION], payees)
    await _approve_own_account(town, home)
    await home.team()
    await home.arrange("phone", supplier, FEBRUARY, "client_pays_watched")
    await town.reach(date(2026, 2, 20))
    return home, supplier


async def _approve_own_account(town: Town, home: Home) -> None:
    """So that leefgeld goes out."""
    accounts = (await seen(town.rosa, "/mandates/v1/accounts"))["items"]
    (own,) = [one for one in accounts if one["householdId"] == home.id]
    await done(town.rosa, f"/mandates/v1/accounts/{own['id']}/_approve", {}, 200)


async def _of_schedule(town: Town, home: Home) -> dict[str, str]:
    household = f"/v1/households/{home.id}"
    run = await done(town.piet, "/v1/payment-runs", {"month": "2026-03"}, 201)
    await town.settle()
    toeslag = f"{household}/toeslagen/huurtoeslag"
    await done(town.anna, f"{toeslag}/account-requests", {"account": "budget"}, 201)
    await done(town.anna, f"{toeslag}/arrivals", {"amount": 5, "on": "2026-02-20"}, 201)
    path = f"/v1/payment-runs/{run['id']}"
    approval = {"contentHash": (await seen(town.piet, path))["contentHash"]}
    await done(town.roos, f"{path}/_approve", approval, 200)
    await town.settle()
    minstand = {
        "instrument": "minstand",
        "amount": 100_00,
        "legalBasis": "article_56a",
        "reason": "until the toeslagen",
    }
    await done(town.anna, f"{household}/bridging-decisions", minstand, 201)
    caseload = {"households": [{"reference": "Z-IMPORT", "municipality": DEN_HAAG, "facts": [*PAPERS]}]}
    made = await done(town.anna, "/v1/caseload-imports", caseload, 201)
    await done(town.piet, "/v1/journal-exports", {"through": "2026-02-19"}, 201)
    return {
        "household_id": home.id,
        "fact_id": await _first(town, f"{household}/facts"),
        "task_id": await _first(town, f"/v1/tasks?householdId={home.id}"),
        "import_id": made["id"],
        **await _of_the_bank(town, home),
        **await _of_a_letter(town, home),
        "recall_id": await _recalled(town, path),
        "proceeding_id": await _under_way(town, home),
        "run_id": run["id"],
        "version": "1",
        "number": "1",
        "code": DEN_HAAG,
        "policy_name": "den-haag",
        "toeslag": "huurtoeslag",
    }


async def _under_way(town: Town, home: Home) -> str:
    """A proceeding that waits for the client's own account to be asked for his toeslagen."""
    path = f"/v1/households/{home.id}/relief-stops"
    begun: str = (await done(town.anna, path, {"lastDay": "2026-06-30"}, 202))["id"]
    await town.settle()
    return begun


async def _recalled(town: Town, run: str) -> str:
    """A payment that was asked back, with its file."""
    payment = (await seen(town.piet, f"{run}/payments?state=submitted&limit=1"))["items"][0]
    wish = {"endToEndId": payment["endToEndId"], "reason": "CUST", "why": "It went to the old landlord."}
    recall: str = (await done(town.piet, "/v1/payment-recalls", wish, 201))["id"]
    await done(town.roos, f"/v1/payment-recalls/{recall}/_approve", {}, 200)
    return recall


async def _of_a_letter(town: Town, home: Home) -> dict[str, str]:
    """A letter about a bill, with its photo."""
    path = f"/v1/households/{home.id}/arrears"
    told: Told = {"supplierId": str(UUID(int=51)), "cost": "energy", "month": "2026-02", "amount": 11000}
    arrears = await done(town.anna, path, {**told, "letterOn": "2026-02-18"}, 201)
    photo = await town.anna.hand_in(f"{path}/{arrears['id']}/photos", b"%PDF-1.7", "application/pdf")
    return {"arrears_id": arrears["id"], "photo_id": photo.json()["id"]}


async def _of_the_bank(town: Town, home: Home) -> dict[str, str]:
    """A statement that was taken in, of which one booking is odd, one was matched by hand and its payer remembered, and
    one was sent back; and the file of one that does not close."""
    files = [
        camt(stmt(Line(-620_00), Line(45_00), Line(9_00, iban="NL02ABNA0123456789"))),
        camt(stmt(Line(-1), number=2, opening=434_00, closing=1)),
    ]
    answers = [await town.piet.hand_in("/v1/statement-files", file, "application/xml") for file in files]
    taken, stopped = (answer.json() for answer in answers)
    await town.settle()
    money = {"householdId": home.id, "kind": "other", "month": "2026-02"}
    said = {"entry": 2, "part": 1, "why": "The client showed the letter.", "moneyOf": money}
    path = f"/v1/statements/{taken['statements'][0]['id']}/exceptions/_match"
    await done(town.roos, path, {**said, "rememberBy": {"words": []}}, 200)
    payer = (await seen(town.roos, "/v1/remembered-payers"))["items"][0]["id"]
    asked = {"entry": 3, "part": 1, "what": "send_back", "why": "It is nobody's here."}
    path = f"/v1/statements/{taken['statements'][0]['id']}/booking-decisions"
    decision = await done(town.roos, path, asked, 201)
    await done(town.rosa, f"/v1/booking-decisions/{decision['id']}/_approve", {}, 200)
    return {
        "file_id": stopped["id"],
        "statement_id": taken["statements"][0]["id"],
        "place": "1.1",
        "payer_id": payer,
        "decision_id": decision["id"],
    }


async def _of_registry(town: Town, home: Home, supplier: Told) -> dict[str, str]:
    household = f"/mandates/v1/households/{home.id}"
    arrangement = await home.arrange("energy", supplier, FEBRUARY, "client_pays")
    handshake = await home.asks(arrangement, "we_push", MARCH)
    link = await done(town.sem, f"/mandates/v1/handshakes/{handshake['id']}/answer-links", {}, 201)
    mandate = await done(town.anna, f"{household}/direct-debits", {**HIS_MANDATE, "supplierId": supplier["id"]}, 201)
    signed = (await home.signs("rent", "energy", asked=("rent", "energy")))["authorisation"]
    of_signed = f"{household}/authorisations/{signed['id']}"
    document = await done(town.anna, f"{of_signed}/documents", {**DOCUMENT, "supplierId": supplier["id"]}, 201)
    card = await done(town.sem, "/mandates/v1/supplier-cards", {"supplierId": supplier["id"]}, 201)
    account = {"name": "Stroom Elders", "iban": "NL44RABO0123456789", "supplierId": supplier["id"]}
    batch = await done(town.anna, "/mandates/v1/account-batches", {"accounts": [account]}, 201)
    return {
        "household_id": home.id,
        "supplier_id": supplier["id"],
        "card_id": card["id"],
        "batch_id": batch["batchId"],
        "account_id": await _first(town, "/mandates/v1/accounts"),
        "authorisation_id": signed["id"],
        "document_id": document["id"],
        "direct_debit_id": mandate["id"],
        "arrangement_id": arrangement["id"],
        "handshake_id": handshake["id"],
        "paper_id": await _first(town, f"{household}/papers"),
        "watched_month_id": await _first(town, "/mandates/v1/watched-months"),
        "alarm_id": (await _first_alarm(town))["id"],
        "cost": "energy",
        "number": "1",
        "token": link["token"],
    }


async def _of_notify(town: Town, home: Home, supplier: Told) -> dict[str, str]:
    told: Told = {"url": "https://stroom.example/in", "eventTypes": ["nl.ontzorg.mandates.handshake.changed"]}
    made = await done(town.sem, "/notify/v1/subscriptions", {**told, "supplierId": supplier["id"]}, 201)
    pinged = await done(town.sem, f"/notify/v1/subscriptions/{made['id']}/_ping", None, 200)
    contact = await done(town.anna, "/notify/v1/contacts", {"name": "Mia Testpersoon", "telephone": "0701234567"}, 201)
    reached: Told = {"householdId": home.id, "name": "Selam Testpersoon", "language": "ti", "preference": ["sms"]}
    await done(town.anna, "/notify/v1/addressees", {**reached, "telephone": "0612345678"}, 201)
    source = await done(town.sem, "/notify/v1/sources", {"supplierId": supplier["id"]}, 201)
    said = a_word()
    headers = sign([WebhookSecret.parse(source["secret"])], "msg_1", said, town.now)
    receipt = (await town.sem.http.post(f"/notify{source['path']}", content=said, headers=headers)).json()
    message = await _first(town, "/notify/v1/messages")
    ids = {"message_id": message, "subscription_id": made["id"], "event_id": pinged["eventId"], "number": "1"}
    ids |= {"source_id": source["id"], "word_id": receipt["wordId"], "address": source["path"].rsplit("/", 1)[1]}
    worker = await done(town.system, "/notify/v1/desk-workers", a_worker(), 201)
    alarm = await _first(town, "/notify/v1/desk-alarms")
    ids |= {"file_id": await _an_open_items_file(town, supplier), "alarm_id": alarm}
    return {**ids, "contact_id": contact["id"], "household_id": home.id, "worker_id": worker["id"]}


async def _an_open_items_file(town: Town, supplier: Told) -> str:
    path = f"/notify/v1/open-items-files?supplierId={supplier['id']}&month=2026-02"
    content = b"klantnummer;periode;bedrag;datum;status\nKL-1;2026-02;10,00;2026-02-01;open\n"
    answer = await town.sem.hand_in(path, content, "text/csv")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def _first(town: Town, path: str) -> str:
    return str((await seen(town.anna, path))["items"][0]["id"])


async def _first_alarm(town: Town) -> Told:
    alarm: Told = (await seen(town.anna, "/mandates/v1/alarms"))["items"][0]["alarm"]
    return alarm
