"""Until when a supplier waits, as the registry was told, is so in the plan too."""

from uuid import UUID

from services.clock import MovableClock
from services.database import Database
from services.mandate_events import DeferralChanged
from services.schedule.households.following import FollowsTheRegistry
from tests.schedule.callers import Caller
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.households.test_handed_back import NOBODY, registered
from tests.schedule.rows import changed, everything


def told(organisation: UUID, household: str, until: str | None, month: str = "2026-04") -> DeferralChanged:
    said = {"arrangement_id": NOBODY, "cost": "rent", "month": month, "until": until}
    return DeferralChanged.model_validate({"organisation_id": organisation, "household_id": household, **said})


async def hears(database: Database, clock: MovableClock, organisation: UUID, *events: DeferralChanged) -> None:
    async with database.transaction(organisation) as session:
        await FollowsTheRegistry(RULES, KEYRING).hear_deferrals(session, events, clock.now())


async def due(anna: Caller, household: str) -> str:
    """The day on which the rent of April is due, by the plan."""
    (told,) = (await anna.post("/cost-calendars/_search", {"householdIds": [household]})).json()["items"]
    (april,) = [one for one in told["costMonths"] if one["cost"] == "rent" and one["month"] == "2026-04"]
    return str(april["dueOn"])


async def test_the_bill_of_that_month_is_due_on_that_day_and_then_on_its_own_again(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID
) -> None:
    household = await registered(anna)
    seen = []
    for until in ("2026-04-20", "2026-04-24", None):
        await hears(database, clock, organisation, told(organisation, household, until))
        seen.append(await due(anna, household))
    assert seen == ["2026-04-20", "2026-04-24", "2026-04-01"]


async def test_what_is_known_already_changes_nothing(
    anna: Caller, database: Database, clock: MovableClock, organisation: UUID, admin_url: str
) -> None:
    household = await registered(anna)
    fact = {"kind": "cost_deferred", "cost": "rent", "month": "2026-04", "until": "2026-04-20"}
    assert (await anna.post(f"/households/{household}/facts", {"facts": [fact]})).status_code == 201
    before = everything(admin_url)
    same, none = told(organisation, household, "2026-04-20"), told(organisation, household, None, "2026-05")
    await hears(database, clock, organisation, same, none)
    assert changed(before, everything(admin_url)) == []
