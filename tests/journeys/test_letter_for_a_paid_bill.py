"""The dunning letter: a supplier tells that a bill is not paid, and so does whoever opens the post with the client.

In Edam the letters came although the money had gone (seed 001, lines 1746-1749). Where we paid, the supplier is owed
the proof at once; where we did not, somebody hears of it the same minute.
"""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from house.composition.opening import House
from house.composition.sandbox_clock import SandboxClock
from house.settings import Deployment
from services.auth import Role
from tests.deployment import a_deployment
from tests.journeys.conftest import DEN_HAAG, Enter
from tests.journeys.test_late_confirmation import FEBRUARY, OTHER_PAYEES, OURS, seen_by_two
from tests.journeys.test_leefgeld_that_comes_back import STANDS, the_bank_says
from tests.journeys.town import DECISION, FIXED_COSTS, Home, Told, Town, done, seen
from tests.notify.callers import ARREARS, PAYMENT
from tests.notify.tellers import Teller, a_word
from tests.notify.webhooks.receiver import Receiver
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.statements.files import Line
from tests.visitors import Visitor

NUMBER = "KL-20391"
ENERGY_IBAN = "NL91ABNA0417164300"


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """Where what leaves the house is laid down."""
    return tmp_path / "post"


@pytest.fixture
def deployment(admin_url: str, tmp_path: Path, post: Path) -> Deployment:
    """A house with a folder for its post, that may call our own machine."""
    given = {"notify_post_folder": post, "webhook_networks": "127.0.0.0/8"}
    return a_deployment(admin_url, sandbox_clock=tmp_path / "clock", **given)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """The supplier's own endpoint."""
    async with Receiver() as listening:
        yield listening


async def paid_and_shown(town: Town, url: str) -> tuple[Home, Told, Told]:
    """A household whose energy of March we paid, as a statement shows: with the supplier, which is told of all that it
    can be at that address, and the payment."""
    supplier = await town.supplier("energy", "Energie van Morgen", iban=ENERGY_IBAN)
    wish = {"supplierId": supplier["id"], "url": url, "eventTypes": [PAYMENT, ARREARS]}
    await done(town.sem, "/notify/v1/subscriptions", wish, 201)
    home = await town.household(DEN_HAAG, [*PAPERS, B12, DECISION], OTHER_PAYEES)
    await seen_by_two(town)
    reference = {"kind": "free_text", "text": "klant 8"}
    await home.arrange("energy", supplier, FEBRUARY, OURS, reference=reference, customerNumber=NUMBER)
    await home.team()
    await home.signs(*FIXED_COSTS)
    await home.brings_everything()
    payee = {
        "cost": "energy",
        "account": {"name": "Energie van Morgen", "iban": ENERGY_IBAN},
        "reference": reference,
        "validFrom": "2026-02-01",
    }
    await done(town.anna, f"/v1/households/{home.id}/cost-payees", payee, 201)
    await town.reach(date(2026, 2, 20))
    run = await done(town.piet, "/v1/payment-runs", {"month": "2026-03"}, 201)
    await town.settle()
    path = f"/v1/payment-runs/{run['id']}"
    await done(town.roos, f"{path}/_approve", {"contentHash": (await seen(town.piet, path))["contentHash"]}, 200)
    await town.settle()
    payments = (await seen(town.piet, f"{path}/payments?limit=200"))["items"]
    (energy,) = [one for one in payments if (one["purpose"], one["occasion"]) == ("energy", "2026-03")]
    day = date.fromisoformat(energy["executeOn"])
    await town.reach(day)
    went = [
        Line(-one["sum"]["amount"], one["endToEndId"], booked_on=day)
        for one in payments
        if one["state"] == "submitted" and one["executeOn"] <= energy["executeOn"]
    ]
    await the_bank_says(town, *went, number=1, opening=STANDS, on=day)
    return home, supplier, energy


async def reached_in_tigrinya(town: Town, home: Home, boss: Visitor) -> None:
    """The household is told in its own language, though nobody who speaks it has read the words."""
    mia = await done(town.anna, "/notify/v1/contacts", {"name": "Mia Verzonnen", "telephone": "070 123 45 67"}, 201)
    sender = {"name": "Gemeente Voorbeeldstad", "contactId": mia["id"], "unreviewedLanguages": ["ti"], "seenVersion": 0}
    await done(boss, "/notify/v1/sender/_change", sender, 200)
    person = {"householdId": home.id, "name": "Selam Voorbeeld", "language": "ti", "preference": ["sms"]}
    await done(town.anna, "/notify/v1/addressees", {**person, "telephone": "06 12345678"}, 201)


async def test_a_letter_about_a_bill_that_we_paid_brings_the_supplier_the_proof_and_the_client_a_sentence(
    town: Town, house: House, sandbox_clock: SandboxClock, enter: Enter, post: Path, receiver: Receiver
) -> None:
    home, supplier, energy = await paid_and_shown(town, receiver.url)
    paid = {
        "supplierId": supplier["id"],
        "endToEndId": energy["endToEndId"],
        "month": "2026-03",
        "amount": energy["sum"]["amount"],
        "currency": "EUR",
        "on": energy["executeOn"],
        "customerNumber": NUMBER,
        "reference": "klant 8",
    }
    told = sorted((one.event for one in receiver.got), key=lambda one: one.sequence or 0)
    assert [(one.subject, one.data) for one in told] == [
        (energy["endToEndId"], {**paid, "happened": happened}) for happened in ("filed", "executed")
    ]
    receiver.got.clear()
    await reached_in_tigrinya(town, home, enter("boss", Role.ADMINISTRATOR))
    source = await done(town.sem, "/notify/v1/sources", {"supplierId": supplier["id"]}, 201)
    system = Teller(house.app, source, sandbox_clock, "/notify")
    money = {"amount": energy["sum"]["amount"], "currency": "EUR"}
    said = {"customerNumber": NUMBER.lower(), "month": "2026-03", "sum": money, "letterOn": town.today.isoformat()}
    body = a_word("arrears.signalled", said)
    assert (await system.tell(body)).status_code == 202
    await town.settle()
    receipt = (await system.tell(body)).json()
    assert (receipt["state"], receipt["obstacle"]) == ("acted", None)
    (got,) = receiver.got
    proof = got.event.data
    assert (proof["wordId"], proof["happened"], proof["customerNumber"]) == (receipt["wordId"], "refute", NUMBER)
    assert (proof["endToEndId"], proof["amount"], proof["paidOn"]) == (
        energy["endToEndId"],
        energy["sum"]["amount"],
        energy["executeOn"],
    )
    assert not {"householdId", "cost"} & set(proof)
    (kept,) = (await seen(town.anna, f"/v1/households/{home.id}/arrears"))["items"]
    assert (kept["state"], kept["toldBy"], kept["proof"]["endToEndId"]) == (
        "refuted",
        "supplier",
        energy["endToEndId"],
    )
    await town.settle()
    path = f"/notify/v1/messages?householdId={home.id}&kind=bill_was_paid"
    (message,) = (await seen(town.anna, path))["items"]
    assert (message["subject"], message["state"]) == ("energy/2026-03", "sent")
    words = (post / "sms" / f"{message['id']}.txt").read_text()
    assert "Mia Verzonnen፦ 0701234567" in words
    assert [letter for letter in words if "\u1200" <= letter <= "\u139f"], "in the letters of Ge'ez"


async def test_what_a_supporter_reports_is_known_once_and_an_open_bill_is_an_alarm(town: Town) -> None:
    supplier = await town.supplier("energy", "Energie van Morgen")
    home = await town.household(DEN_HAAG, [*PAPERS, B12, DECISION])
    letter = {
        "supplierId": supplier["id"],
        "cost": "energy",
        "month": "2026-03",
        "amount": 11000,
        "letterOn": "2026-01-05",
        "toldBy": "supporter",
    }
    path = f"/v1/households/{home.id}/arrears"
    first = await done(town.anna, path, letter, 201)
    assert (first["state"], first["stillOpen"]["amount"], first["proof"]) == ("open", 11000, None)
    assert (await done(town.anna, path, letter, 201))["id"] == first["id"]
    tasks = (await seen(town.anna, f"/v1/tasks?householdId={home.id}&kind=arrears"))["items"]
    assert [(one["about"], one["dueOn"], one["amount"]) for one in tasks] == [("energy/2026-03", "2026-01-05", 11000)]
