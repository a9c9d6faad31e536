"""The client who refuses one kind of cost: he signs for his rent, and not for his energy.

Some did not want it all taken out of their hands, and some could have it cheaper by direct debit (seed 001, lines
1731-1740). The duty of art. 56a stands beside his word: until somebody decides otherwise the municipality pays, and
somebody is told to decide.
"""

from datetime import date
from typing import NamedTuple

from services.months import parse_month
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.town import DECISION, Home, Told, Town, done, monthly, seen
from tests.schedule.households.builders import B12, NEEDED, TOESLAGEN

FEBRUARY, MARCH, APRIL, MAY = (parse_month(f"2026-0{number}") for number in range(2, 6))
RENT, ENERGY = monthly("rent", 1, 62000), monthly("energy", 15, 11000)
HIS_WORDS = "ik betaal het zelf, dat is goedkoper"


class Refusal(NamedTuple):
    """A household that refused its energy, the authorisation that says so, and how the energy is arranged."""

    home: Home
    authorisation: Told
    energy: Told
    follows: list[Told]

    @property
    def path(self) -> str:
        return f"/mandates/v1/households/{self.home.id}/authorisations/{self.authorisation['id']}"

    async def decided(self, duty: str) -> Told:
        """Rosa decides about the duty."""
        body = {"duty": duty, "reason": "besproken met de klant"}
        return await done(self.home.town.rosa, f"{self.path}/_decide", body, 200)

    async def released(self, ground: str = "56a") -> Told:
        """What the registry says of the energy of March."""
        line = self.home.line("energy", MARCH, date(2026, 3, 13), 11000, ground)
        (told,) = await self.home.town.release([line])
        return told


async def refused(town: Town) -> Refusal:
    """Both costs are ours, as arranged before; then he signs for one of them."""
    home = await town.household(DEN_HAAG, [*NEEDED, RENT, ENERGY, *TOESLAGEN, B12, DECISION])
    landlord = await town.supplier("housing_association", "Woonstichting De Vlinder")
    supplier = await town.supplier("energy", "Energie van Morgen")
    await home.arrange("rent", landlord, FEBRUARY, "we_push")
    energy = await home.arrange("energy", supplier, FEBRUARY, "we_push")
    await home.team()
    await home.own_account()
    reason = {"reason": "cheaper_by_direct_debit", "words": HIS_WORDS}
    answer = await home.signs("rent", asked=("rent", "energy"), **reason)
    await town.settle()
    await home.brings_everything()
    return Refusal(home, answer["authorisation"], energy, answer["handBack"])


async def test_until_somebody_decides_the_duty_carries_it_and_somebody_is_told_to_decide(town: Town) -> None:
    refusal = await refused(town)
    home = refusal.home
    assert (refusal.authorisation["duty"], refusal.authorisation["refused"]) == ("undecided", ["energy"])
    assert [(one["cost"], one["payer"]) for one in refusal.follows] == [("energy", "we_push")]
    assert (await seen(town.rosa, refusal.path))["words"] == HIS_WORDS, "who decides reads his own words"

    tasks = f"/schedule/v1/tasks?householdId={home.id}&kind=duty_undecided"
    (task,) = (await seen(town.rosa, tasks))["items"]
    assert (task["about"], task["owner"], task["dueOn"], task["state"]) == (
        "energy", "case_manager", "2026-02-27", "open",
    ), "two weeks before the first energy bill goes out, and told as soon as he refused"  # fmt: skip

    assert (await refusal.released())["released"] is True
    assert await refusal.released("voluntary") == {"released": False, "reason": "not_authorised", "detail": "refused"}
    await town.reach(date(2026, 2, 27))
    assert await home.harms() == []
    await town.reach(date(2026, 3, 2))
    (alarm,) = await home.alarms()
    assert (alarm["kind"], alarm["cost"], alarm["why"], alarm["owner"]) == (
        "authorisation_refused",
        "energy",
        "duty_undecided",
        "anna",
    )

    await refusal.decided("stands")
    await town.settle()
    assert await home.harms() == []
    (closed,) = await home.alarms("closed", kind="authorisation_refused")
    assert closed["closedBy"] == "authorisation.decide_duty"
    assert [one["state"] for one in (await seen(town.rosa, tasks))["items"]] == ["done"]
    assert (await refusal.released())["released"] is True


async def test_who_is_exempted_pays_himself_once_the_supplier_collects_again(town: Town) -> None:
    refusal = await refused(town)
    home = refusal.home
    await refusal.decided("exempted")
    assert await refusal.released() == {"released": False, "reason": "not_authorised", "detail": "exempted"}
    await town.reach(date(2026, 3, 2))
    assert [one[:2] for one in await home.harms()] == [("no_payer", "energy")], "nobody pays it, and somebody is told"

    asked = await home.asks(refusal.energy, "client_pays", MARCH)
    await town.answers(asked, MARCH)
    await home.tell({"kind": "cost_handed_back", "cost": "energy", "from": "2026-03"})
    assert await home.payers(FEBRUARY, MAY) == {
        "energy": ["we_push", "client_pays", "client_pays", "client_pays"],
        "rent": ["we_push"] * 4,
    }
    await town.settle()
    assert await home.harms() == []
    assert await refusal.released() == {"released": False, "reason": "not_ours_to_pay", "detail": "client_pays"}
    (rent,) = await town.release([home.line("rent", MARCH, date(2026, 3, 2), 62000)])
    assert rent["released"] is True
