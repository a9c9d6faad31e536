"""Whoever tries something out in a sandbox: makes worlds, moves them, and does in them what people do; over HTTP."""

import json
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

Told = dict[str, Any]
PAPERS = Path(__file__).parents[3] / "docs" / "examples" / "papers.json"


class Sandbox:
    """The sandbox, as a program on this machine asks it."""

    def __init__(self, app: ASGIApp) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://sandbox.test", timeout=60
        )

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        return await self.http.post(f"/v1/sandbox{path}", json=body)

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(f"/v1/sandbox{path}")

    async def world(self, **shape: Any) -> "InWorld":
        """A new world that begins on Friday 20 February 2026."""
        made = await self.post("/worlds", {"beginsOn": "2026-02-20", **shape})
        assert made.status_code == 201, made.text
        return InWorld(self, made.json())


class InWorld:
    """A world, and what is done in it."""

    def __init__(self, sandbox: Sandbox, made: Told) -> None:
        self.sandbox = sandbox
        self.made = made
        self.at = f"/worlds/{made['id']}"
        self._keys = count(1)
        self._tokens: dict[str, str] = dict(made["tokens"])

    async def person(self, subject: str, *roles: str) -> None:
        """Let somebody come in, to be named by his name as others are by their role."""
        answer = await self.sandbox.post(f"{self.at}/tokens", {"subject": subject, "roles": roles})
        assert answer.status_code == 201, answer.text
        self._tokens[subject] = answer.json()["accessToken"]

    async def move(self, **to: str) -> list[Told]:
        """Move the clock; what happened."""
        answer = await self.sandbox.post(f"{self.at}/moves", to)
        assert answer.status_code == 201, answer.text
        move = answer.json()
        while move["state"] == "under_way":
            move = (await self.sandbox.get(f"{self.at}/moves/{move['number']}")).json()
        assert move["state"] == "done", move
        return await self.happenings(move["number"])

    async def happenings(self, number: int) -> list[Told]:
        """What happened in a move."""
        found: list[Told] = []
        cursor = ""
        while True:
            page = (await self.sandbox.get(f"{self.at}/moves/{number}/happenings?limit=200{cursor}")).json()
            found += page["items"]
            if page["nextCursor"] is None:
                return found
            cursor = f"&cursor={page['nextCursor']}"

    async def settle(self) -> list[Told]:
        """Let all that waits be done."""
        return await self.move(toInstant=(await self.told())["now"])

    async def told(self) -> Told:
        told: Told = (await self.sandbox.get(self.at)).json()
        return told

    async def ask(self, who: str, path: str) -> httpx.Response:
        """What somebody sees, by role or name."""
        return await self.sandbox.http.get(f"{self.made['url']}{path}", headers=self._shown(who))

    async def seen(self, who: str, path: str) -> Any:
        """The same, where he sees it."""
        answer = await self.ask(who, path)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        return answer.json()

    async def do(self, who: str, path: str, body: Mapping[str, Any]) -> Any:
        """What somebody is told who does something that is possible."""
        headers = {**self._shown(who), "Idempotency-Key": f"try-{next(self._keys)}"}
        answer = await self.sandbox.http.post(f"{self.made['url']}{path}", json=body, headers=headers)
        assert answer.is_success, f"{path}: {answer.text}"
        return answer.json()

    async def graph(self, who: str, question: Mapping[str, Any]) -> Told:
        """What the graph answers somebody: `data`, and `errors` if there are any."""
        url = f"{self.made['url']}/graphql"
        answer: Told = (await self.sandbox.http.post(url, json=question, headers=self._shown(who))).json()
        return answer

    async def household(self, without: str = "", decided: str = "") -> str:
        """The household of the README, in the town that works as Den Haag, with accounts that two people saw."""
        towns = {one["policy"]: one["code"] for one in (await self.seen("auditor", "/v1/municipalities"))["items"]}
        papers = {**json.loads(PAPERS.read_text()), "municipality": towns["den-haag"]}
        papers["facts"] = [one for one in papers["facts"] if one["kind"] != without]
        if decided:
            papers["facts"].append({"kind": "toeslag_decided", "toeslag": decided, "on": "2026-02-19", "granted": True})
        made = await self.do("case_manager", "/v1/households", papers)
        await self.settle()
        for account in (await self.seen("approver", "/mandates/v1/accounts?state=proposed"))["items"]:
            await self.do("approver", f"/mandates/v1/accounts/{account['id']}/_approve", {})
        return str(made["householdId"])

    async def handshake(self, household_id: str, cost: str) -> str:
        """Its supplier is asked whether the client may pay a cost again from April on."""
        told = await self.seen("case_manager", f"/mandates/v1/households/{household_id}/arrangements?limit=200")
        (arrangement,) = [one["id"] for one in told["items"] if one["cost"] == cost]
        wanted = {"payer": "client_pays_watched", "fromMonth": "2026-04"}
        made = await self.do("case_manager", f"/mandates/v1/arrangements/{arrangement}/handshakes", wanted)
        await self.do("case_manager", f"/mandates/v1/handshakes/{made['id']}/_ask", {})
        return str(made["id"])

    async def run(self, month: str) -> str:
        """A run, proposed by one, approved by another, and filed."""
        run_id = (await self.do("proposer", "/v1/payment-runs", {"month": month}))["id"]
        await self.settle()
        proposed = await self.seen("approver", f"/v1/payment-runs/{run_id}")
        approval = {"contentHash": proposed["contentHash"]}
        await self.do("approver", f"/v1/payment-runs/{run_id}/_approve", approval)
        await self.settle()
        return str(run_id)

    async def payments(self, run_id: str) -> dict[str, str]:
        """How far each payment of a run is."""
        told = await self.seen("auditor", f"/v1/payment-runs/{run_id}/payments?limit=200")
        return {f"{one['purpose']}/{one['occasion']}": one["state"] for one in told["items"]}

    def _shown(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[who]}"}
