"""One household of a municipality, from the key to aftercare, as its people work on it: at the graph alone."""

from typing import Any

from tests.house.worlds.visiting import InWorld, Told
from tests.journeys.pilots.office import Office

_OR_WHY = "... on Problem { code detail } ... on InvalidInput { faults { where what cure } }"
PAYEES = {
    "RENT": ("Woonstichting De Vlinder", "NL39RABO0300065264", {"kind": "FREE_TEXT", "text": "huur 2026-001"}),
    "ENERGY": ("Energie van Morgen", "NL18ABNA0484869868", {"kind": "BETALINGSKENMERK", "text": "5000056789012345"}),
    "WATER": ("Waterschap De Bron", "NL69INGB0123456789", {"kind": "FREE_TEXT", "text": "klant 9"}),
    "HEALTH_PREMIUM": ("Zorgverzekeraar Rust", "NL44RABO0123456789", {"kind": "FREE_TEXT", "text": "polis 10"}),
}


def bill(cost: str, due_day: int, amount: int, first_month: str) -> Told:
    """A cost that comes back each month, in cents."""
    return {"costContracted": {"cost": cost, "dueDay": due_day, "firstMonth": first_month, "amount": amount}}


A_SINGLE_ADULT: list[Told] = [
    {"composition": {"from": "2026-02-18", "householdType": "SINGLE"}},
    {"azcDeparture": {"on": "2026-02-18"}},
    {"benefitNorm": {"from": "2026-02", "norm": "single"}},
    {"coaAllowance": {"from": "2026-02-18", "amount": 1000}},
    bill("RENT", 1, 62000, "2026-03"),
    bill("ENERGY", 15, 11000, "2026-03"),
    bill("WATER", 20, 1500, "2026-03"),
    bill("HEALTH_PREMIUM", 1, 15900, "2026-03"),
    {"toeslagAmount": {"toeslag": "HUURTOESLAG", "from": "2026-03", "amount": 37400}},
    {"toeslagApplied": {"toeslag": "HUURTOESLAG", "on": "2026-02-18"}},
]
"""Who got the key on the day on which the azc was left, 18 February 2026."""


class Case:
    """A household, by whoever works on it: anna its case manager, the others by their role."""

    def __init__(self, office: Office, household_id: str) -> None:
        self.office = office
        self.id = household_id

    @property
    def world(self) -> InWorld:
        return self.office.world

    async def begins(self, until: str, **other: Any) -> str:
        """Relief is begun by one command, and who can be told is told; the proceeding."""
        decision = {"article": "_56A", "from": "2026-02-18", "until": until}
        team = [
            {"role": "CONTACT", "subject": "anna", "fromDay": "2026-02-20"},
            {"role": "REGISSEUR", "subject": "rosa", "fromDay": "2026-02-20"},
        ]
        begun = await self.does("startRelief", "Proceeding { id }", input={"decision": decision, "team": team, **other})
        mia = await self.office.does(
            "anna",
            "addContact",
            f"... on Contact {{ id }} {_OR_WHY}",
            input={"name": "Mia Verzonnen", "telephone": "070 123 45 67"},
        )
        sender = {"name": "Gemeente Voorbeeldstad", "contactId": mia["id"], "seenVersion": 0}
        await self.office.does("administrator", "changeSender", f"__typename {_OR_WHY}", input=sender)
        reached = {
            "householdId": self.id,
            "name": "Selam Testpersoon",
            "language": "NL",
            "preference": ["SMS"],
            "telephone": "0612345678",
        }
        await self.office.does("anna", "recordAddressee", f"__typename {_OR_WHY}", input=reached)
        await self.world.settle()
        return str(begun["id"])

    async def does(self, command: str, wanted: str, who: str = "anna", **arguments: Any) -> Told:
        """A command about this household; `wanted` is the kind of its answer and its fields."""
        return await self.office.does(who, command, f"... on {wanted} {_OR_WHY}", householdId=self.id, **arguments)

    async def tells(self, *facts: Told) -> None:
        """Anna records what became known."""
        await self.does("recordFacts", "Recorded { planVersion }", input={"facts": facts})
        await self.world.settle()

    async def run(self, month: str, kind: str = "MONTHLY") -> str:
        """A run, proposed by one, approved by another, and filed."""
        made = await self.office.does(
            "proposer", "proposeRun", f"... on Run {{ id }} {_OR_WHY}", input={"month": month, "kind": kind}
        )
        await self.world.settle()
        proposed = await self.office.sees("approver", "run", "... on Run { contentHash }", id=made["id"])
        await self.office.does(
            "approver",
            "approveRun",
            f"... on Run {{ state }} {_OR_WHY}",
            runId=made["id"],
            input={"contentHash": proposed["contentHash"]},
        )
        await self.world.settle()
        return str(made["id"])

    async def hands_back(self, cost: str, from_month: str) -> None:
        """Its supplier is asked whether the client may pay a cost again from a month on."""
        asked = {"cost": cost, "fromMonth": from_month}
        await self.does("handBackCost", "Proceeding { id }", input=asked)
        await self.world.settle()
        prepared = await self.office.sees("anna", "handshakes", "nodes { id }", householdId=self.id, state="PREPARED")
        (handshake,) = prepared["nodes"]
        wanted = f"... on Handshake {{ deadline }} {_OR_WHY}"
        await self.office.does("anna", "askSupplier", wanted, handshakeId=handshake["id"])
        await self.world.settle()


async def taken_on(world: InWorld, policy: str, facts: list[Told]) -> Case:
    """A household of the municipality that works so; its payees' accounts were seen by two people."""
    office = Office(world)
    await world.person("anna", "case_manager", "supplier_desk")
    await world.person("rosa", "approver")
    towns = await office.sees("auditor", "municipalities", "nodes { code policy }")
    (code,) = [one["code"] for one in towns["nodes"] if one["policy"] == policy]
    payees: list[Told] = [
        {"cost": cost.lower(), "account": {"name": name, "iban": iban}, "reference": reference}
        for cost, (name, iban, reference) in PAYEES.items()
    ]
    payees.append({"cost": "leefgeld", "account": {"name": "S. Testpersoon", "iban": "NL20INGB0001234567"}})
    household = {
        "reference": "Z-2026-101",
        "municipality": code,
        "facts": facts,
        "costPayees": payees,
        "papersMissing": [],
    }
    made = await office.does(
        "anna", "registerHousehold", f"... on Recorded {{ householdId }} {_OR_WHY}", input=household
    )
    await world.settle()
    waiting = await office.sees("rosa", "accounts", "nodes { id }", state="PROPOSED")
    for one in waiting["nodes"]:
        await office.does(
            "rosa", "approveAccount", f"... on RegisteredAccount {{ state }} {_OR_WHY}", accountId=one["id"], input={}
        )
    return Case(office, made["householdId"])
