"""An emergency from the need to the bank file, for processes to live through; whoever comes second asks the same."""

from uuid import UUID

from services.auth import Role
from tests.schedule.callers import Caller
from tests.schedule.emergencies.conftest import FIFTY
from tests.schedule.payments.living import somebody


async def live(url: str, household_id: UUID) -> None:
    """Piet asks for fifty euros, and roos approves what she sees."""
    database, piet = somebody(url, "piet", Role.PROPOSER, "need")
    asked = await _told(piet, f"/households/{household_id}/emergency-payments", FIFTY, 201)
    await database.close()
    database, roos = somebody(url, "roos", Role.APPROVER, "approval")
    approval = {"contentHash": asked["contentHash"]}
    run = await _told(roos, f"/payment-runs/{asked['runId']}/_approve", approval, 200)
    assert run["state"] == "filed"
    await database.close()


async def _told(by: Caller, path: str, body: dict[str, str], status: int) -> dict[str, str]:
    answer = await by.post(path, body, path)
    assert answer.status_code == status, answer.text
    told: dict[str, str] = answer.json()
    return told
