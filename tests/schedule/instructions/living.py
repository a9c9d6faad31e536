"""An answer of the benefit system to the small caseload, for processes to live through: handed in over HTTP."""

from services.auth import Role
from tests.schedule.payments.caseload import ORGANISATION
from tests.schedule.payments.living import somebody

_FILES = "/payment-runs/{run}/instruction-files"


async def answer(url: str) -> None:
    """Of each file of the run the first line is refused, the second withheld in part, and the rest withheld."""
    database, piet = somebody(url, "piet", Role.PROPOSER, "answer")
    (run,) = (await piet.get("/payment-runs")).json()["items"]
    files = _FILES.format(run=run["id"])
    for file in (await piet.get(files)).json():
        lines = (await piet.get(f"{files}/{file['number']}/lines")).json()["items"]
        rows = ["reference;outcome;withheldCents;reason", *map(_row, range(len(lines)), lines)]
        content = "\r\n".join(rows).encode()
        path = f"{files}/{file['number']}/answers"
        taken = await piet.hand_in(path, content, "text/csv", f"{ORGANISATION} {file['number']}")
        assert taken.status_code == 200, taken.text
    await database.close()


def _row(place: int, line: dict[str, str]) -> str:
    outcome = {0: "refused;;no benefit in payment", 1: "withheld_partly;1;"}.get(place, "withheld;;")
    return f"{line['endToEndId']};{outcome}"
