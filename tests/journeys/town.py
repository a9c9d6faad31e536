"""A town at work: its people at the front door, its suppliers, and the days that pass.

Everything is done over HTTP by somebody who may. What the registry knows of households it hears from the schedule
service, so a new one is known when the crew has been at work.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from house.composition.crew import Crew
from house.composition.sandbox_clock import SandboxClock
from services.auth import Role
from services.months import Month, month_text, parse_month
from tests.visitors import Visitor

Told = dict[str, Any]

EVIDENCE = "9f" * 32
DECISION: Told = {"kind": "decision", "article": "56a", "from": "2026-02-08", "until": "2026-08-07"}
INSURER_WAITS: Told = {"kind": "cost_deferred", "cost": "health_premium", "month": "2026-03", "until": "2026-05-20"}
"""In Edam-Volendam the insurer agreed to wait for the first premium (seed 001, lines 1769-1770)."""
FIXED_COSTS = ("rent", "energy", "water", "health_premium")

_IBANS = ("NL02ABNA0123456789", "NL91ABNA0417164300", "NL69INGB0123456789", "NL44RABO0123456789")
_DAY = timedelta(days=1)


class Town:
    """Who works here: anna knows the households, sem the suppliers, rosa is the second pair of eyes; piet proposes the
    payments and roos approves them.
    """

    def __init__(self, enter: Callable[[str, Role], Visitor], crew: Crew, clock: SandboxClock) -> None:
        self.anna = enter("anna", Role.CASE_MANAGER)
        self.sem = enter("sem", Role.SUPPLIER_DESK)
        self.rosa, self.roos = enter("rosa", Role.APPROVER), enter("roos", Role.APPROVER)
        self.piet = enter("piet", Role.PROPOSER)
        self.system = enter("backoffice", Role.SYSTEM)
        self.crew = crew
        self._clock = clock
        self.numbers = count(1)

    @property
    def today(self) -> date:
        return self._clock.today()

    @property
    def now(self) -> datetime:
        return self._clock.now()

    async def reach(self, day: date) -> None:
        """Let that day come: the alarm clock rings in the morning, and the crew does what there is."""
        await self._to_nine(day)
        await self.settle()

    async def live_until(self, day: date) -> AsyncIterator[date]:
        """Day by day from tomorrow to that one, each after its morning's work."""
        while self.today < day:
            await self.reach(self.today + _DAY)
            yield self.today

    async def settle(self) -> None:
        """Everything that has to be done today, done."""
        assert self.crew.wake is not None, "there is an alarm clock where there is a registry"
        await self.crew.wake()
        await self.crew.drain()

    async def _to_nine(self, day: date) -> None:
        nine = datetime.combine(day, time(8), UTC).isoformat()
        assert (await self.system.post("/v1/sandbox/clock", {"now": nine})).status_code == 200

    async def household(self, municipality: str, facts: Sequence[Told], payees: Sequence[Told] = ()) -> "Home":
        """A household that the schedule service takes on; both services know it afterwards."""
        reference = f"Z-2026-{next(self.numbers):03}"
        new = {"reference": reference, "municipality": municipality, "facts": facts, "costPayees": payees}
        made = await done(self.anna, "/v1/households", new, 201)
        await self.settle()
        return Home(self, made["householdId"], reference)

    async def supplier(self, kind: str, name: str, iban: str | None = None, **other: Any) -> Told:
        """A supplier that answers within five bank days unless told, with an account that two persons saw."""
        number = next(self.numbers)
        terms = {
            "kind": kind,
            "name": name,
            "kvk": f"{number:08}",
            "referenceScheme": "free_text",
            "procedures": ["email"],
            "answerDays": 5,
            **other,
        }
        made = await done(self.sem, "/mandates/v1/suppliers", terms, 201)
        account = {"name": name, "iban": iban or _IBANS[number % len(_IBANS)], "validFrom": "2026-01-01"}
        proposed = await done(self.sem, f"/mandates/v1/suppliers/{made['id']}/accounts", account, 201)
        await done(self.rosa, f"/mandates/v1/accounts/{proposed['id']}/_approve", {}, 200)
        return made

    async def answers(self, handshake: Told, month: Month | None, **other: Any) -> Told:
        """Sem notes what a supplier said on the telephone: from which month on, or (None) that it will not."""
        said = {"answer": "confirmed", "month": month_text(month)} if month is not None else {"answer": "refused"}
        call = {"channel": "telephone", "spokenWith": "J. Verzonnen", "spokenAt": self._clock.now().isoformat()}
        reason = {} if month is not None else {"reason": "wij stoppen de incasso niet"}
        path = f"/mandates/v1/handshakes/{handshake['id']}/_answer"
        return await done(self.sem, path, {**said, **call, **reason, **other}, 200)

    async def goes_on(self, handshake: Told, reason: str) -> Told:
        """Rosa decides to go on without the supplier's word."""
        return await done(self.rosa, f"/mandates/v1/handshakes/{handshake['id']}/_decide", {"reason": reason}, 200)

    async def handshake(self, handshake: Told) -> Told:
        """It as it is now."""
        return await seen(self.anna, f"/mandates/v1/handshakes/{handshake['id']}")

    async def release(self, lines: Sequence[Told]) -> list[Told]:
        """What the registry says of these payments: `{"released": True, …}`, or why they wait."""
        asked = {"on": self.today.isoformat(), "lines": lines}
        told = await done(self.system, "/mandates/v1/releases", asked, 200)
        lines_told: list[Told] = told["lines"]
        return lines_told


class Home:
    """A household, and what is done and known around it."""

    def __init__(self, town: Town, household_id: str, reference: str) -> None:
        self.town = town
        self.id = household_id
        self.reference = reference
        self._at = f"/mandates/v1/households/{household_id}"

    async def tell(self, *facts: Told) -> None:
        """Anna records what became known; the registry knows it too."""
        await done(self.town.anna, f"/v1/households/{self.id}/facts", {"facts": facts}, 201)
        await self.town.settle()

    async def retracts(self, kind: str) -> None:
        """Anna says that a fact of this kind was never so; the registry knows it too."""
        path = f"/v1/households/{self.id}/facts"
        told = (await seen(self.town.anna, f"{path}?limit=200"))["items"]
        (stands,) = [one for one in told if one["stands"] and one["fact"] and one["fact"]["kind"] == kind]
        retraction = {"corrections": [{"corrects": stands["id"], "reason": "it was another household's"}]}
        await done(self.town.anna, path, retraction, 201)
        await self.town.settle()

    async def team(self, contact: str = "anna", regisseur: str = "rosa") -> None:
        """Its fixed contact, and who is over her."""
        today = self.town.today.isoformat()
        for role, subject in (("contact", contact), ("regisseur", regisseur)):
            member = {"role": role, "subject": subject, "fromDay": today}
            await done(self.town.anna, f"{self._at}/team-members", member, 201)

    async def arrange(self, cost: str, supplier: Told, from_month: Month, payer: str, **other: Any) -> Told:
        """A cost with a supplier, by a customer number of its own."""
        terms = {
            "cost": cost,
            "supplierId": supplier["id"],
            "fromMonth": month_text(from_month),
            "customerNumber": f"K-{next(self.town.numbers)}",
            "payer": payer,
            **other,
        }
        return await done(self.town.anna, f"{self._at}/arrangements", terms, 201)

    async def asks(self, arrangement: Told, payer: str, from_month: Month, **other: Any) -> Told:
        """A handshake that anna prepared and asked."""
        wanted = {"payer": payer, "fromMonth": month_text(from_month), **other}
        path = f"/mandates/v1/arrangements/{arrangement['id']}/handshakes"
        made = await done(self.town.anna, path, wanted, 201)
        return await done(self.town.anna, f"/mandates/v1/handshakes/{made['id']}/_ask", {}, 200)

    async def decides(self, cost: str, payer: str, from_month: Month, reason: str) -> Told:
        """Rosa says who pays, without any supplier."""
        decision = {"cost": cost, "payer": payer, "fromMonth": month_text(from_month), "reason": reason}
        return await done(self.town.rosa, f"{self._at}/payer-decisions", decision, 201)

    async def signs(self, *costs: str, asked: Sequence[str] = FIXED_COSTS, **other: Any) -> Told:
        """The client signs for these costs of those that were put to him; the answer with what follows from it."""
        question = await done(self.town.anna, f"{self._at}/authorisations", {"costs": asked}, 201)
        given = {
            "costs": costs,
            "language": "ti",
            "explainedBy": "tolk, per telefoon",
            "toldBack": True,
            "signedOn": self.town.today.isoformat(),
            "evidence": EVIDENCE,
            **other,
        }
        return await done(self.town.anna, f"{self._at}/authorisations/{question['id']}/_give", given, 200)

    async def papers(self, **only: Any) -> list[Told]:
        """Its papers, those with these values."""
        found = (await seen(self.town.anna, f"{self._at}/papers?limit=200"))["items"]
        return [one for one in found if all(one[name] == value for name, value in only.items())]

    async def brings(self, kind: str, cost: str | None = None, by: str | None = None) -> Told:
        """Somebody brings a paper."""
        (paper,) = await self.papers(kind=kind, cost=cost)
        path = f"{self._at}/papers/{paper['id']}/_deliver"
        return await done(self.town.anna, path, {"evidence": EVIDENCE, "deliveredBy": by}, 200)

    async def own_account(self) -> None:
        """The client's own account, seen by two persons."""
        account = {"name": "T. Testpersoon", "iban": "NL20INGB0001234567", "validFrom": "2026-01-01"}
        proposed = await done(self.town.anna, f"{self._at}/accounts", account, 201)
        await done(self.town.rosa, f"/mandates/v1/accounts/{proposed['id']}/_approve", {}, 200)

    async def settles(self) -> None:
        """Everything is there: people around it, an account of his own, his signature, his papers."""
        await self.team()
        await self.own_account()
        await self.signs(*FIXED_COSTS)
        await self.town.settle()
        await self.brings_everything()

    async def brings_everything(self) -> None:
        """All that is missing, in one day."""
        for paper in await self.papers(state="missing"):
            await self.brings(paper["kind"], paper["cost"])

    async def mandate(self, cost: str, **only: Any) -> Told:
        """The direct debit mandate of a cost."""
        found = (await seen(self.town.anna, f"{self._at}/direct-debits"))["items"]
        (one,) = [one for one in found if one["cost"] == cost and only.items() <= one.items()]
        return dict(one)

    async def alarms(self, state: str | None = None, **only: Any) -> list[Told]:
        """The alarms that stand, or those in a state; those with these values."""
        path = f"{self._at}/alarms?limit=200" + (f"&state={state}" if state else "")
        found = (await seen(self.town.anna, path))["items"]
        return [one for one in found if all(one[name] == value for name, value in only.items())]

    async def harms(self) -> list[tuple[str, str | None, str]]:
        """What stands, in short: kind, cost, why."""
        return sorted((one["kind"], one["cost"], one["why"]) for one in await self.alarms())

    async def payers(self, first: Month, last: Month) -> dict[str, list[str]]:
        """Who pays each cost, month by month."""
        path = f"{self._at}/payers-of-record/strip?fromMonth={month_text(first)}&toMonth={month_text(last)}"
        strip = await seen(self.town.anna, path)
        months = [month_text(one) for one in range(first, last + 1)]
        for cost in strip["costs"]:
            assert [one["month"] for one in cost["months"]] == months[-len(cost["months"]) :], "no month is left out"
        return {cost["cost"]: [one["payer"] for one in cost["months"]] for cost in strip["costs"]}

    def line(self, cost: str, month: Month, day: date, amount: int, ground: str = "56a") -> Told:
        """A payment of it, as a run asks about it."""
        return {
            "householdId": self.id,
            "cost": cost,
            "month": month_text(month),
            "amount": amount,
            "executeOn": day.isoformat(),
            "ground": ground,
        }


async def done(who: Visitor, path: str, body: Any, status: int) -> Told:
    """What somebody is told who does something that is possible."""
    answer = await who.post(path, body)
    assert answer.status_code == status, f"{path}: {answer.text}"
    told: Told = answer.json()
    return told


async def seen(who: Visitor, path: str) -> Told:
    """What somebody sees."""
    answer = await who.get(path)
    assert answer.status_code == 200, f"{path}: {answer.text}"
    told: Told = answer.json()
    return told


def monthly(cost: str, due_day: int, amount: int, first_month: str = "2026-03") -> Told:
    """A cost that comes back each month, in cents."""
    return {"kind": "cost_contracted", "cost": cost, "dueDay": due_day, "firstMonth": first_month, "amount": amount}


def months(*texts: str) -> list[Month]:
    """Months as they are counted."""
    return [parse_month(text) for text in texts]
