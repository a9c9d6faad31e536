"""A journey by HTTP through parts that stand apart: from a caseload that is handed in to a file for the bank.

Whoever runs it knows addresses and nothing else; it waits for what workers do, and never looks into a database.
"""

import io
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, NamedTuple, TypeVar

import httpx

from house.caseload import Caseload, Period
from house.caseload.file import write_caseload
from services.errors import Problem
from services.months import month_of, month_text
from services.settings import DEVELOPMENT_MARK

PATIENCE = 120.0
"""Seconds for what workers do; a machine that just started everything is slow."""

_HOUSEHOLDS, _SEED = 5, 7
_SEEN = "query Seen($id: UUID!) { household(id: $id) { ... on Household { reference planVersion } } }"
_TOLD_OF = "nl.ontzorg.mandates.account.changed"
_T = TypeVar("_T")

Say = Callable[[str], None]


class DidNotHappen(Problem):
    """Something that the journey waits for did not come about; the message says what, and what was seen last."""


class Addresses(NamedTuple):
    """Where each part answers, from here; and where the example supplier does, as seen by a worker."""

    gateway: str
    schedule: str
    mandates: str
    notify: str
    issuer: str
    supplier: str


class Visit(NamedTuple):
    """Somebody with a role, at the parts."""

    http: httpx.Client
    at: Addresses

    def get(self, service: str, path: str, **params: str) -> dict[str, Any]:
        """What a service answers to a question."""
        return _answer(self.http.get(self._place(service, path), params=params))

    def post(self, service: str, path: str, body: Any, key: str) -> dict[str, Any]:
        """What it answers to a command, which is the same however often it is given."""
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        return _answer(self.http.post(self._place(service, path), headers=headers, **content))

    def ask(self, query: str, **variables: str) -> dict[str, Any]:
        """What the graph answers."""
        body = {"query": query, "variables": variables}
        found: dict[str, Any] = _answer(self.http.post(f"{self.at.gateway}/graphql", json=body))["data"]
        return found

    def _place(self, service: str, path: str) -> str:
        return f"{self.at._asdict()[service]}/v1{path}"


class Journey:
    """The journey so far; `say` is told of each step that was taken."""

    def __init__(self, at: Addresses, today: date, say: Say) -> None:
        self._at = at
        self._today = today
        self._say = say
        self._roles: dict[str, Visit] = {}

    def wait_for_all(self) -> None:
        """Until every part says that it is ready."""
        for part, address in self._at._asdict().items():
            if part not in ("issuer", "supplier"):
                until(partial(_is_ready, address), bool, f"{part} is not ready")
        self._say("gateway, schedule, mandates and notify are ready")

    def hand_in(self) -> str:
        """A caseload; one household of it, which the graph shows with its plan."""
        content = io.BytesIO()
        write_caseload(content, Caseload(_HOUSEHOLDS, _SEED, Period(self._today)), self._today)
        self._as("system").post("schedule", "/caseload-imports", content.getvalue(), "caseload")
        household = str(self._as("case_manager").get("schedule", "/households")["items"][0]["id"])
        seen = self._as("case_manager").ask(_SEEN, id=household)["household"]
        if seen["planVersion"] < 1:
            raise DidNotHappen(f"the household has no plan: {seen}")
        self._say(f"{_HOUSEHOLDS} households handed in; the graph shows {seen['reference']} with a plan")
        return household

    def subscribe(self) -> str:
        """A supplier wants to hear of its account; the secret by which it knows our messages."""
        waiting = self._waiting_accounts()
        supplier = next(one["supplierId"] for one in waiting if one["supplierId"])
        wish = {"supplierId": supplier, "url": self._at.supplier, "eventTypes": [_TOLD_OF]}
        made = self._as("supplier_desk").post("notify", "/subscriptions", wish, "subscription")
        self._say("a supplier is subscribed to news of its account")
        return str(made["secret"])

    def approve_accounts(self) -> None:
        """All accounts that came with the caseload, by somebody who did not hand it in."""
        approver = self._as("approver")
        for batch in sorted({one["batchId"] for one in self._waiting_accounts()}):
            digest = approver.get("mandates", f"/account-batches/{batch}")["digest"]
            approver.post("mandates", f"/account-batches/{batch}/_approve", {"digest": digest}, f"approve {batch}")
        self._say("the accounts are approved")

    def pay(self) -> int:
        """The next month's run, from its proposal to its files; the bytes of the first."""
        month = month_text(month_of(self._today) + 1)
        run = self._as("system").post("schedule", "/payment-runs", {"month": month}, f"propose {month}")
        path = f"/payment-runs/{run['id']}"
        proposed = self._comes_to(path, "proposed")
        body = {"contentHash": proposed["contentHash"]}
        self._as("approver").post("schedule", f"{path}/_approve", body, f"approve {month}")
        self._comes_to(path, "filed")
        file = self._as("system").http.get(f"{self._at.schedule}/v1{path}/files/1").raise_for_status().content
        if b"<EndToEndId>" not in file:
            raise DidNotHappen("the file pays nobody")
        self._say(f"the run of {month} is proposed, approved by another and filed: {len(file):,} bytes for the bank")
        return len(file)

    def _waiting_accounts(self) -> list[dict[str, Any]]:
        def waiting() -> list[dict[str, Any]]:
            return list(self._as("approver").get("mandates", "/accounts", state="proposed")["items"])

        def has_all(found: list[dict[str, Any]]) -> bool:
            return sum(one["householdId"] is not None for one in found) == _HOUSEHOLDS

        return until(waiting, has_all, "the registry has not taken the caseload over")

    def _comes_to(self, path: str, state: str) -> dict[str, Any]:
        def is_there(run: dict[str, Any]) -> bool:
            return bool(run["state"] == state)

        return until(lambda: self._as("system").get("schedule", path), is_there, f"the run is not {state}")

    def _as(self, role: str) -> Visit:
        if role not in self._roles:
            form = {"grant_type": "client_credentials", "client_id": role, "client_secret": DEVELOPMENT_MARK}
            token = _answer(httpx.post(f"{self._at.issuer}/token", data=form))["access_token"]
            headers = {"Authorization": f"Bearer {token}"}
            self._roles[role] = Visit(httpx.Client(headers=headers, timeout=60), self._at)
        return self._roles[role]


def _answer(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise DidNotHappen(
            f"{answer.request.method} {answer.request.url.path} gives {answer.status_code} {answer.text[:300]}"
        )
    found: dict[str, Any] = answer.json()
    return found


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/ready").status_code == 200
    except httpx.TransportError:
        return False


def until(look: Callable[[], _T], enough: Callable[[_T], bool], otherwise: str) -> _T:
    """What is seen once it is enough; `DidNotHappen` when that takes too long."""
    until = time.monotonic() + PATIENCE
    while not enough(seen := look()):
        if time.monotonic() > until:
            raise DidNotHappen(f"{otherwise}: {str(seen)[:300]}")
        time.sleep(1)
    return seen
