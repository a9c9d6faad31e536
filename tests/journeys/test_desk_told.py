"""Leefgeld comes back: whoever knows the household hears of it within the minute, then who leads him, until somebody
answers; and the next morning tells what is open.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, time
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from house.composition.crew import Crew
from house.settings import Deployment
from services.auth import Role
from tests.deployment import a_deployment
from tests.journeys.conftest import Enter
from tests.journeys.test_leefgeld_that_comes_back import MONDAY, STANDS, WEDNESDAY, a_paid_month, the_bank_says
from tests.journeys.town import Town, done, seen
from tests.notify.dispatch.test_smtp import WELL, a_server
from tests.schedule.statements.files import Line

THURSDAY = date(2026, 3, 5)


class Sink(NamedTuple):
    """A mail server of our own, and what it took."""

    port: int
    got: list[str]

    def mails(self) -> list[tuple[str, str, str]]:
        """To whom, about what, and in which words; and it is empty again."""
        whole = [message_from_string(one, policy=default) for one in self.got if one.startswith("From: ")]
        self.got.clear()
        return [_read(one) for one in whole]


def _read(mail: EmailMessage) -> tuple[str, str, str]:
    return str(mail["To"]).partition("@")[0], str(mail["Subject"]), mail.get_content().replace("\r\n", "\n")


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    got: list[str] = []
    async with a_server(WELL, got) as port:
        yield Sink(port, got)


@pytest.fixture
def deployment(admin_url: str, tmp_path: Path, sink: Sink) -> Deployment:
    """A house whose mail goes to that server."""
    url = f"smtp://127.0.0.1:{sink.port}"
    return a_deployment(admin_url, sandbox_clock=tmp_path / "clock", notify_smtp_url=url)


async def rings(town: Town, crew: Crew, on: date, at: str) -> None:
    """The alarm clock of the crew rings, by the clock in the Netherlands (UTC+1)."""
    now = datetime.combine(on, time.fromisoformat(at), UTC).isoformat().replace("+00:00", "+01:00")
    assert (await town.system.post("/v1/sandbox/clock", {"now": now})).status_code == 200
    for worker in crew.workers:
        await worker.ring()
    await town.settle()


def a_worker(subject: str, role: str, **other: Any) -> Mapping[str, Any]:
    told = {"subject": subject, "name": f"{subject} Verzonnen", "email": f"{subject}@gemeente.example", "role": role}
    return {**told, **other}


async def test_leefgeld_that_came_back_is_told_and_goes_up_until_somebody_answers(
    town: Town, crew: Crew, enter: Enter, sink: Sink
) -> None:
    home, filed = await a_paid_month(town)
    boss = enter("boss", Role.ADMINISTRATOR)
    people = (("anna", "case_manager"), ("rosa", "team_lead"), ("boss", "administrator"), ("sem", "supplier_desk"))
    for subject, role in people:
        await done(boss, "/notify/v1/desk-workers", a_worker(subject, role), 201)
    helps = {"households": [home.id], "until": "2026-06-30"}
    await done(boss, "/notify/v1/desk-workers", a_worker("vera", "supporter", **helps), 201)
    by_march = [one for one in filed if one["executeOn"] <= MONDAY.isoformat()]
    leefgeld = next(one for one in by_march if one["purpose"] == "leefgeld" and one["occasion"] != "advance")
    await town.reach(MONDAY)
    went = [Line(-one["sum"]["amount"], one["endToEndId"], booked_on=MONDAY) for one in by_march]
    statement = await the_bank_says(town, *went, number=1, opening=STANDS, on=MONDAY)
    await rings(town, crew, WEDNESDAY, "09:00")
    sink.mails()

    back = Line(leefgeld["sum"]["amount"], leefgeld["endToEndId"], booked_on=WEDNESDAY, return_code="AC04")
    await the_bank_says(town, back, number=2, opening=statement["closing"]["amount"], on=WEDNESDAY)
    await rings(town, crew, WEDNESDAY, "09:01")
    mails = {to: (subject, words) for to, subject, words in sink.mails()}
    subject, words = mails.pop("vera")
    assert subject == "Nieuws over wie u begeleidt: 1"
    assert f"{home.reference}\n  er ging op {WEDNESDAY} iets mis met geld en" in words
    assert [word for word in ("Testpersoon", "NL20", "€", "400,", "AC04", "/v1/") if word in words] == []
    ((to, (subject, words)),) = mails.items()
    assert (to, subject) == ("anna", "Alarm: 1 × leefgeld kwam terug: betaal vandaag met spoed")
    assert f"{home.reference}: leefgeld kwam terug: betaal vandaag met spoed" in words
    assert [word for word in ("Testpersoon", "NL20", "€", "400,", "AC04") if word in words] == []
    (alarm,) = (await seen(town.anna, f"/notify/v1/desk-alarms?householdId={home.id}&state=told"))["items"]
    assert (alarm["kind"], alarm["level"], alarm["goesUpAt"]) == ("leefgeld_came_back", 1, "2026-03-04T09:01:00Z")

    await rings(town, crew, WEDNESDAY, "10:00")
    assert sink.mails() == []
    for _ in range(2):
        await rings(town, crew, WEDNESDAY, "10:01")
    ((to, _, words),) = sink.mails()
    assert (to, words.startswith("Niemand heeft hierop gereageerd.")) == ("rosa", True)

    path = f"/notify/v1/desk-alarms/{alarm['id']}"
    answered = await done(town.anna, f"{path}/_acknowledge", None, 200)
    assert (answered["state"], answered["goesUpAt"]) == ("acknowledged", None)
    await rings(town, crew, WEDNESDAY, "23:00")
    assert sink.mails() == []

    await rings(town, crew, THURSDAY, "08:00")
    await rings(town, crew, THURSDAY, "08:01")
    mornings = {to: (subject, words) for to, subject, words in sink.mails()}
    assert f"{home.reference}\n  leefgeld kwam terug: betaal vandaag met spoed (te laat sinds" in mornings["anna"][1]
    assert mornings["anna"][0].startswith("Werkvoorraad: ")
    assert mornings["rosa"][0] == "Werkvoorraad: 1 open, 1 te laat"
    steps = (await seen(town.anna, f"{path}/steps"))["items"]
    assert [(one["happened"], one["level"], one["by"]) for one in steps] == [
        ("raise", 0, "service:notify"),
        ("tell", 1, "service:notify"),
        ("tell", 2, "service:notify"),
        ("acknowledge", 2, "anna"),
    ]
