"""From a household's papers to its first plan, with the calls and the file of the README."""

import json
from pathlib import Path

from tests.schedule.callers import Caller
from tests.schedule.conftest import DEN_HAAG

PAPERS = Path(__file__).parents[2] / "docs" / "examples" / "papers.json"


async def test_the_papers_of_the_readme_make_a_plan_that_explains_itself(anna: Caller) -> None:
    body = {**json.loads(PAPERS.read_text()), "municipality": DEN_HAAG}
    registered = await anna.post("/households", body)
    assert registered.status_code == 201, registered.text
    household, version = registered.json()["householdId"], registered.json()["planVersion"]
    assert version == 1

    plan = (await anna.get(f"/households/{household}/plans/latest")).json()
    assert plan["document"]["payouts"][0] == {"on": "2026-02-27", "months": ["2026-02"], "payable": 99857}

    why = await anna.get(f"/households/{household}/plans/latest/explanations", amount=62000)
    sentences = [one["sentence"] for one in why.json()["items"]] if "items" in why.json() else why.json()
    assert "€620.00" in json.dumps(sentences, ensure_ascii=False)

    again = await anna.post(
        f"/households/{household}/facts",
        {"facts": [{"kind": "cost_amount", "cost": "rent", "from": "2026-07", "amount": 64000}]},
    )
    assert (again.status_code, again.json()["planVersion"]) == (201, 2)
