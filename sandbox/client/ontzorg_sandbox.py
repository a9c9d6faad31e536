"""Ontzorg in your tests: a pytest plugin in one file, on the standard library and httpx. Copy it, or load it with
`-p ontzorg_sandbox`.

    def test_march_is_paid(ontzorg_sandbox):
        anna = ontzorg_sandbox.client("case_manager")
        anna.post("/v1/households", json={...})
        ontzorg_sandbox.move_to("2026-03-01")

It starts Ontzorg as a process of its own (`ontzorg sandbox`), once for a test session, waits until it answers, gives
each test a world of its own, and ends it. Where one runs already, name it:

    ONTZORG_SANDBOX_URL      the address of a sandbox that runs; nothing is started then
    ONTZORG_SANDBOX_COMMAND  the command that starts one, `./ontzorg` if it is not set; `sandbox …` is put behind it

It talks HTTP alone, and needs nothing of Ontzorg's in your environment. docs/sandbox.md tells what a sandbox can do.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from typing import Any

import httpx
import pytest

PATIENCE = 600.0
"""Seconds that the very first start may take, which installs what Ontzorg needs."""
_ANSWER_WITHIN = 60.0
_OPEN = re.compile(r"A sandbox is open at (http://\S+)")
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class SandboxError(Exception):
    """A sandbox that did not start, or did not do what it was asked; the message says what and how to mend it."""


class Sandbox:
    """A sandbox that runs at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.http = httpx.Client(base_url=self.url, timeout=_ANSWER_WITHIN)

    def world(self, **shape: Any) -> World:
        """A new world: `name`, `seed`, `beginsOn` and what else docs/sandbox.md names."""
        return World(self, self.ask("POST", "/v1/sandbox/worlds", shape))

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """What the sandbox itself answers; `SandboxError` if it refuses."""
        return _told(self.http.request(method, path, json=body))

    def close(self) -> None:
        """Ask nothing more."""
        self.http.close()


class World:
    """A world of a sandbox: `url` stands before every path of its house, `tokens` has one for each role."""

    def __init__(self, sandbox: Sandbox, made: Mapping[str, Any]) -> None:
        self.sandbox = sandbox
        self.id: str = made["id"]
        self.url: str = made["url"]
        self.organisation_id: str = made["organisationId"]
        self.tokens: dict[str, str] = dict(made["tokens"])
        self._at = f"/v1/sandbox/worlds/{self.id}"
        self._keys = count(1)
        self._clients: list[httpx.Client] = []

    @property
    def today(self) -> date:
        """The day on a calendar in the Netherlands."""
        return date.fromisoformat(self.told()["today"])

    def told(self) -> Any:
        """What the sandbox tells of this world."""
        return self.sandbox.ask("GET", self._at)

    def client(self, role: str) -> httpx.Client:
        """Somebody with that role: an `httpx.Client` with a token. A command without an Idempotency-Key gets one."""
        return self._client(self.tokens[role])

    def person(self, subject: str, *roles: str) -> httpx.Client:
        """Somebody by a name of his own, with these roles; who proposes and who approves have to be two."""
        asked = {"subject": subject, "roles": list(roles)}
        return self._client(self.sandbox.ask("POST", f"{self._at}/tokens", asked)["accessToken"])

    def move_to(self, when: date | datetime | str) -> list[Any]:
        """Let time pass to the morning of a day, or to a moment; what happened since the last time."""
        text = when if isinstance(when, str) else when.isoformat()
        return self._move({"toInstant" if "T" in text else "toDay": text})

    def next_event(self) -> list[Any]:
        """Let time pass to the next day on which something happens; what happened."""
        return self._move({})

    def settle(self) -> list[Any]:
        """Let all that waits be done, and no time pass; what happened."""
        return self._move({"toInstant": self.told()["now"]})

    def inject(self, kind: str, **where: Any) -> Any:
        """Let something go wrong outside: `inject("returned", about="rent/2026-03", code="AC04")`."""
        return self.sandbox.ask("POST", f"{self._at}/faults", {"kind": kind, **where})

    def snapshot(self, name: str) -> None:
        """Keep it as it is now."""
        self.sandbox.ask("POST", f"{self._at}/snapshots", {"name": name})

    def restore(self, name: str) -> None:
        """Make it as it was when that snapshot was taken."""
        self.sandbox.ask("POST", f"{self._at}/snapshots/{name}/_restore")

    def reset(self) -> None:
        """Make it as it began."""
        self.sandbox.ask("POST", f"{self._at}/_reset")

    def delete(self) -> None:
        """Be rid of it."""
        for client in self._clients:
            client.close()
        self.sandbox.ask("DELETE", self._at)

    def _move(self, to: Mapping[str, Any]) -> list[Any]:
        move = self.sandbox.ask("POST", f"{self._at}/moves", to)
        path = f"{self._at}/moves/{move['number']}"
        while move["state"] == "under_way":
            move = self.sandbox.ask("GET", path)
        if move["state"] != "done":
            raise SandboxError(f"Time stopped at {move['reached']}: {move['failure']}")
        return list(self._pages(f"{path}/happenings"))

    def _pages(self, path: str) -> Iterator[Any]:
        cursor: str | None = ""
        while cursor is not None:
            page = self.sandbox.ask("GET", f"{path}?limit=200" + (f"&cursor={cursor}" if cursor else ""))
            yield from page["items"]
            cursor = page.get("nextCursor")

    def _client(self, token: str) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"}
        hooks = {"request": [self._with_key]}
        client = httpx.Client(base_url=self.url, headers=headers, event_hooks=hooks, timeout=_ANSWER_WITHIN)
        self._clients.append(client)
        return client

    def _with_key(self, request: httpx.Request) -> None:
        if request.method in _WRITES:
            request.headers.setdefault("Idempotency-Key", f"test-{next(self._keys)}")


@contextmanager
def started(command: str | None = None) -> Iterator[Sandbox]:
    """A sandbox for as long as the block lasts: one that `ONTZORG_SANDBOX_URL` names, or a process of its own."""
    running = os.environ.get("ONTZORG_SANDBOX_URL")
    if running and command is None:
        yield _checked(Sandbox(running))
        return
    words = shlex.split(command or os.environ.get("ONTZORG_SANDBOX_COMMAND") or "./ontzorg")
    with tempfile.TemporaryFile("w+") as log:
        try:
            process = subprocess.Popen(
                [*words, "sandbox", "--port", "0", "--until-alone"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        except OSError as failure:
            raise SandboxError(f"{failure}: name the command in ONTZORG_SANDBOX_COMMAND.") from None
        try:
            yield _checked(Sandbox(_address(process, log)))
        finally:
            _end(process)


def _address(process: subprocess.Popen[str], log: Any) -> str:
    """Where it is open, as its first lines say."""
    assert process.stdout is not None
    for line in process.stdout:
        if found := _OPEN.search(line):
            return found[1]
    log.seek(0)
    raise SandboxError(f"Ontzorg did not start. Its last words:\n{log.read()[-2000:]}")


def _end(process: subprocess.Popen[str]) -> None:
    """Its standard input ends, and so does it; whatever does not listen is ended."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _checked(sandbox: Sandbox) -> Sandbox:
    """The sandbox, if it answers."""
    try:
        _told(sandbox.http.get("/health/ready"))
    except httpx.HTTPError as failure:
        raise SandboxError(f"Nothing answers at {sandbox.url} ({failure}).") from None
    return sandbox


def _told(answer: httpx.Response) -> Any:
    if not answer.is_success:
        raise SandboxError(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
    return answer.json() if answer.content else None


@pytest.fixture(scope="session")
def ontzorg_sandbox_process() -> Generator[Sandbox, None, None]:
    """The sandbox of this test session."""
    with started() as sandbox:
        yield sandbox
        sandbox.close()


@pytest.fixture
def ontzorg_sandbox(ontzorg_sandbox_process: Sandbox, request: pytest.FixtureRequest) -> Generator[World, None, None]:
    """A fresh world for this test; what it is made of says
    `@pytest.mark.parametrize("ontzorg_sandbox", [{"seed": 2}], indirect=True)`."""
    shape = {"name": re.sub(r"[^\w .:/\[\]-]", "-", request.node.name)[:100], **getattr(request, "param", {})}
    world = ontzorg_sandbox_process.world(**shape)
    yield world
    world.delete()
