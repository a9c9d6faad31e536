"""The rent that the benefit system withholds and pays: instructed by the run of March, and answered.

In Edam-Volendam costs are withheld from the benefit. Rosa put on record that the suite pays the rent itself; so the
bank never sees it, and what the suite says it did is what the ledger knows. When the suite refuses, somebody hears of
it while the rent can still be pushed by a run of the same day.
"""

from datetime import date
from typing import NamedTuple

from tests.journeys.conftest import EDAM_VOLENDAM
from tests.journeys.test_first_month import paid_to
from tests.journeys.test_late_confirmation import seen_by_two
from tests.journeys.town import DECISION, FIXED_COSTS, INSURER_WAITS, Home, Told, Town, done, months, seen
from tests.schedule.households.builders import B12, PAPERS
from tests.schedule.instructions.desk import an_answer, asked, booked, broken
from tests.visitors import Visitor

PAYEES = [
    paid_to("rent", "Woonstichting De Vlinder", "NL02ABNA0123456789", "huur 2026-001"),
    paid_to("energy", "Energie van Morgen", "NL91ABNA0417164300", "klant 8"),
    paid_to("water", "Waterschap De Bron", "NL69INGB0123456789", "klant 9"),
    paid_to("health_premium", "Zorgverzekeraar Rust", "NL44RABO0123456789", "polis 10"),
    paid_to("leefgeld", "T. Testpersoon", "NL20INGB0001234567"),
]
(MARCH,) = months("2026-03")
PROPOSED_ON, LAST_DAY_TO_ACT = date(2026, 2, 20), date(2026, 2, 27)
_SUITE, _OURS = "benefit_system_withholds", "we_push"
_PENDING = ("rent/2026-03", "pending", "budget", "clearing", 62000)


class Instructed(NamedTuple):
    """A household, the run of March that was filed, the file of the suite, and the reference of the rent in it."""

    home: Home
    run: str
    file: str
    reference: str


async def instructed(town: Town) -> Instructed:
    """Rosa decides that the suite pays the rent; the run of March is proposed, approved and filed on 20 February."""
    home = await town.household(EDAM_VOLENDAM, [*PAPERS, B12, DECISION, INSURER_WAITS], PAYEES)
    await seen_by_two(town)
    await home.team()
    await home.signs(*FIXED_COSTS)
    await home.brings_everything()
    await home.decides("rent", _SUITE, MARCH, "de suite houdt de huur in en betaalt de verhuurder")
    await town.reach(PROPOSED_ON)
    run = await filed(town, {"month": "2026-03"})
    file = f"{run}/instruction-files/1"
    (line,) = (await seen(town.piet, f"{file}/lines"))["items"]
    return Instructed(home, run, file, line["endToEndId"])


async def filed(town: Town, wanted: Told) -> str:
    """A run that piet proposes and roos approves, until its files are there; its path."""
    made = await done(town.piet, "/v1/payment-runs", wanted, 201)
    await town.settle()
    path = f"/v1/payment-runs/{made['id']}"
    proposed = await seen(town.piet, path)
    await done(town.roos, f"{path}/_approve", {"contentHash": proposed["contentHash"]}, 200)
    await town.settle()
    assert (await seen(town.piet, path))["state"] == "filed"
    return path


async def rings(town: Town) -> None:
    """What every worker does by itself each minute."""
    for worker in town.crew.workers:
        await worker.ring()
    await town.settle()


async def payments(town: Town, run: str) -> set[tuple[str, str, str, int]]:
    """What a run has: for what, by which way, how far, in cents."""
    found = (await seen(town.piet, f"{run}/payments?limit=200"))["items"]
    return {(one["purpose"], one["route"], one["state"], one["sum"]["amount"]) for one in found}


async def answers(who: Visitor, file: str, content: bytes) -> Told:
    """Somebody hands in what the suite says."""
    headers = {"Idempotency-Key": f"answer {content!r}"[:200], "Content-Type": "text/csv"}
    answer = await who.http.post(f"{file}/answers", content=content, headers=headers)
    assert answer.status_code == 200, answer.text
    told: Told = answer.json()
    return told


def figures(admin_url: str) -> dict[str, tuple[int, int]]:
    """By account of the household what is pending and what is posted, credit less debit, in cents."""
    counters = "credits_pending - debits_pending, credits_posted - debits_posted"
    rows = asked(admin_url, f"select kind, {counters} from ledger_account where household_id is not null")
    return {kind: (pending, posted) for kind, pending, posted in rows}


async def test_the_suite_withholds_the_rent_and_the_bank_never_sees_it(town: Town, admin_url: str) -> None:
    home, run, file, reference = await instructed(town)
    line = home.line("rent", MARCH, LAST_DAY_TO_ACT, 62000)
    (release,) = await town.release([line])
    assert (release["released"], release["route"]) == (True, _SUITE)
    assert await payments(town, run) == {
        ("rent", _SUITE, "submitted", 62000),
        ("health_premium", _OURS, "submitted", 14764),
        ("energy", _OURS, "submitted", 11000),
        ("water", _OURS, "submitted", 1500),
    }
    (bank,) = (await town.piet.get(f"{run}/files")).json()
    assert (bank["items"], bank["sum"]["amount"]) == (3, 27264)
    told = (await town.piet.get(file)).content.decode().splitlines()[1]
    assert told == (
        f"2026-03 monthly 1;GM0385;{reference};{home.reference};rent;Woonstichting De Vlinder;NL02ABNA0123456789;"
        "free_text;huur 2026-001;62000;2026-03;2026-03-01;2026-03-31;2026-03-01"
    )
    before = figures(admin_url)
    assert before == {
        "benefit": (0, -150257),
        "grants": (0, -90400),
        "loans": (0, -90400),
        "budget": (-89264, 331057),
        "clearing": (89264, 0),
    }

    taken = await answers(town.piet, file, an_answer((reference, "withheld", "", "")))
    assert taken == {"withheld": 1, "withheldPartly": 0, "refused": 0, "unanswered": 0, "differing": 0}
    assert booked(admin_url, "rent") == [
        _PENDING,
        ("rent/2026-03", "executed", "budget", "clearing", 62000),
        ("rent/2026-03/withheld", "posted", "clearing", "benefit", 62000),
    ]
    assert figures(admin_url) == before | {
        "benefit": (0, -88257),
        "budget": (-27264, 269057),
        "clearing": (27264, 0),
    }
    await town.reach(LAST_DAY_TO_ACT)
    assert (await seen(town.piet, "/v1/unanswered-instructions"))["items"] == []
    assert (await seen(town.piet, "/v1/held-payments"))["items"] == []
    assert broken(admin_url) == {}


async def test_the_suite_refuses_and_the_rent_is_pushed_in_time(town: Town, admin_url: str) -> None:
    home, run, file, reference = await instructed(town)
    await town.reach(LAST_DAY_TO_ACT)
    await rings(town)
    (open_line,) = (await seen(town.piet, "/v1/unanswered-instructions"))["items"]
    assert (open_line["purpose"], open_line["daysWaiting"], open_line["late"]) == ("rent", 7, True)
    alarm = "select data ->> 'dueOn', data ->> 'lines' from outbox where type like '%instructions.unanswered'"
    assert asked(admin_url, alarm) == [("2026-03-01", "1")]

    await answers(town.piet, file, an_answer((reference, "refused", "", "uitkering nog niet betaalbaar gesteld")))
    (held,) = (await seen(town.piet, "/v1/held-payments"))["items"]
    assert (held["purpose"], held["sum"]["amount"], held["reason"]) == ("rent", 62000, "benefit_system_refused")

    await home.decides("rent", _OURS, MARCH, "de suite betaalt de huur van maart niet")
    second = await filed(town, {"month": "2026-03", "kind": "supplementary"})
    assert await payments(town, second) == {("rent", _OURS, "submitted", 62000)}
    assert ("rent", _SUITE, "held", 62000) in await payments(town, run)
    assert booked(admin_url, "rent") == [
        _PENDING,
        ("rent/2026-03", "released", "budget", "clearing", 62000),
        ("rent/2026-03#2", "pending", "budget", "clearing", 62000),
    ]
    assert (await seen(town.piet, "/v1/held-payments"))["items"] == []
    assert broken(admin_url) == {}
