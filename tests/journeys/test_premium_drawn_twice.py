"""The premium that the insurer draws twice on the municipality's account, and gives back once (MD06).

It draws by a mandate that two people of the municipality saw. The first collection is the premium of March; the second
is nobody's, until the refund takes it back, and March stays paid. On the same statements is seen what is drawn by a
mandate that nobody knows, and what did not come: the benefit, and the premium of the days before March.
"""

from datetime import date

from services.months import parse_month
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.test_late_confirmation import seen_by_two
from tests.journeys.test_leefgeld_that_comes_back import STANDS, the_bank_says
from tests.journeys.test_no_money_for_food import PAYEES
from tests.journeys.town import DECISION, EVIDENCE, Home, Told, Town, done, seen
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.statements.files import Line

UMR = "RUST-2026-77"
INSURER = {"name": "Zorgverzekeraar Rust", "iban": "NL44RABO0123456789"}
WEDNESDAY, MONDAY, TUESDAY, FRIDAY = date(2026, 2, 25), date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 13)


async def drawn_by_the_insurer(town: Town) -> tuple[Home, list[Told]]:
    """A household whose premium the insurer draws on our account; its March is filed: its payments."""
    insurer = await town.supplier("health_insurer", INSURER["name"], iban=INSURER["iban"])
    others = [one for one in PAYEES if one["cost"] != "health_premium"]
    home = await town.household(DEN_HAAG, [*PAPERS, B12, DECISION], others)
    mandate = {
        "cost": "health_premium",
        "supplierId": insurer["id"],
        "onAccount": "organisation",
        "umr": UMR,
        "creditorId": "NL69ZZZ123456780000",
        "validFrom": "2026-01-01",
        "signedOn": "2026-01-05",
        "evidence": EVIDENCE,
    }
    path = f"/mandates/v1/households/{home.id}/direct-debits"
    made = await done(town.anna, path, mandate, 201)
    await done(town.anna, f"{path}/{made['id']}/_submit", None, 200)
    await done(town.rosa, f"{path}/{made['id']}/_approve", None, 200)
    await home.arrange("health_premium", insurer, parse_month("2026-02"), "supplier_pulls", directDebitId=made["id"])
    await home.team()
    await home.brings_everything()
    await seen_by_two(town)
    await town.reach(date(2026, 2, 20))
    run = await done(town.piet, "/v1/payment-runs", {"month": "2026-03"}, 201)
    await town.settle()
    path = f"/v1/payment-runs/{run['id']}"
    await done(town.roos, f"{path}/_approve", {"contentHash": (await seen(town.piet, path))["contentHash"]}, 200)
    await town.settle()
    return home, (await seen(town.piet, f"{path}/payments?limit=200"))["items"]


def draws(premium: Told, on: date, **other: str) -> Line:
    """The insurer draws the premium, by its mandate or another."""
    return Line(-premium["sum"]["amount"], booked_on=on, **(INSURER | {"mandate": UMR} | other))


async def test_the_second_collection_is_nobodys_until_its_refund_and_march_stays_paid(town: Town) -> None:
    home, payments = await drawn_by_the_insurer(town)
    (premium,) = [one for one in payments if one["purpose"] == "health_premium" and one["occasion"] == "2026-03"]
    assert premium["state"] == "expected"
    went = [
        Line(-one["sum"]["amount"], one["endToEndId"], booked_on=MONDAY)
        for one in payments
        if one["state"] == "submitted" and one["executeOn"] <= MONDAY.isoformat()
    ]
    await town.reach(WEDNESDAY)
    await the_bank_says(town, number=1, opening=STANDS, on=WEDNESDAY)
    await town.reach(TUESDAY)
    twice = [draws(premium, MONDAY), draws(premium, TUESDAY)]
    statement = await the_bank_says(town, *went, *twice, number=2, opening=STANDS, on=TUESDAY)
    (odd,) = (await seen(town.piet, "/v1/bank-exceptions"))["items"]
    assert (odd["oddity"], odd["householdId"], odd["sum"]["amount"]) == (
        "collected_twice",
        home.id,
        premium["sum"]["amount"],
    )

    await town.reach(FRIDAY)
    refund = Line(premium["sum"]["amount"], booked_on=FRIDAY, mandate=UMR, return_code="MD06", **INSURER)
    stranger = draws(premium, FRIDAY, mandate="VAN-EEN-ANDER-1")
    opening = statement["closing"]["amount"]
    await the_bank_says(town, refund, stranger, number=3, opening=opening, on=FRIDAY)
    (odd,) = (await seen(town.piet, "/v1/bank-exceptions"))["items"]
    assert odd["oddity"] == "debit_without_mandate"
    assert (await state_of(town, premium))["state"] == "executed"

    await town.reach(date(2026, 3, 16))
    for worker in town.crew.workers:
        await worker.ring()
    missing = (await seen(town.anna, "/v1/unseen-bookings"))["items"]
    assert [(one["what"], one["subject"]) for one in missing] == [
        ("income", "benefit/2026-02"),
        ("collection", "health_premium/first"),
    ]
    tasks = (await seen(town.anna, f"/v1/tasks?householdId={home.id}&state=open"))["items"]
    assert sorted(one["about"] for one in tasks if one["kind"] == "not_seen") == [
        "collection/health_premium/first",
        "income/benefit/2026-02",
    ]


async def state_of(town: Town, payment: Told) -> Told:
    """The payment as it is now."""
    (run,) = (await seen(town.piet, "/v1/payment-runs"))["items"]
    payments = (await seen(town.piet, f"/v1/payment-runs/{run['id']}/payments?limit=200"))["items"]
    (found,) = [one for one in payments if one["endToEndId"] == payment["endToEndId"]]
    return dict(found)
