"""Who calls while things go wrong: case managers, who pays, and who hands in what the bank says."""

import asyncio
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from house.caseload import Caseload, Period, write_caseload
from house.caseload.towns import towns
from house.chaos.asking import PATIENCE, Asker
from house.chaos.book import Mark
from sandbox.statement_file import Line, Statement, written
from services.clock import stopwatch
from services.months import month_of, month_text

HOUSEHOLD, FACT, PROCEEDING, RUN, APPROVAL, STATEMENT = (
    "household",
    "fact",
    "proceeding",
    "run",
    "approval",
    "statement",
)
KEPT = "kept answer"

_HANDED_IN = 2
"""Households in a caseload: few, for a run has to look at all there are."""

_PAUSE = 0.2
_MOST_CASELOADS = 5_000
_SEEN_HOUSEHOLD = "query Seen($id: UUID!) { told: household(id: $id) { __typename ... on Household { reference } } }"
_SEEN_RUN = "query Seen($id: UUID!) { told: run(id: $id) { __typename ... on Run { state contentHash } } }"


class Callers(NamedTuple):
    """Those who call, by what they may; they begin nothing new once there is `enough`."""

    manager: Asker
    system: Asker
    approver: Asker
    today: date
    seed: int
    enough: asyncio.Event

    async def call(self) -> None:
        """All of them at once, until there is enough and each has its last answer."""
        async with asyncio.TaskGroup() as together:
            for nth in range(2):
                together.create_task(self.manage_cases(nth))
            together.create_task(self.hand_in_caseloads())
            together.create_task(self.approve_accounts())
            together.create_task(self.pay())
            together.create_task(self.tell_what_the_bank_booked())

    async def manage_cases(self, nth: int) -> None:
        """Household after household: registered, a fact recorded, its relief begun, and looked at."""
        number = 0
        while not self.enough.is_set():
            number += 1
            reference = f"chaos-{nth}-{number}"
            new = {"reference": reference, "municipality": towns()[nth].code}
            made = await self.manager.command(
                "registerHousehold ... on Recorded { householdId }",
                {"input": "NewHouseholdInput!"},
                {"input": new},
                *_command("register", reference, Mark(HOUSEHOLD, reference)),
            )
            if not made:
                continue
            await self._begin_relief(made["householdId"], reference)
            await self.manager.see(_SEEN_HOUSEHOLD, id=made["householdId"])
            await asyncio.sleep(_PAUSE)

    async def _begin_relief(self, household: str, reference: str) -> None:
        of_household = {"householdId": "UUID!"}
        departure = {"facts": [{"azcDeparture": {"on": str(self.today)}}]}
        await self.manager.command(
            "recordFacts ... on Recorded { planVersion }",
            {**of_household, "input": "NewFactsInput!"},
            {"householdId": household, "input": departure},
            *_command("record", reference, Mark(FACT, reference)),
        )
        decision = {"decision": {"article": "_56A", "from": str(self.today)}}
        await self.manager.command(
            "startRelief ... on Proceeding { id }",
            {**of_household, "input": "ReliefStartInput!"},
            {"householdId": household, "input": decision},
            *_command("start", reference, Mark(PROCEEDING, reference)),
        )

    async def hand_in_caseloads(self) -> None:
        """A few households that are paid for, again and again."""
        caseload = Caseload(_HANDED_IN * _MOST_CASELOADS, self.seed, Period(self.today))
        first = 0
        while not self.enough.is_set() and first < caseload.size:
            households = list(caseload.households(first, first + _HANDED_IN))
            content = io.BytesIO()
            write_caseload(content, households, self.today)
            marks = [Mark(HOUSEHOLD, one.reference) for one in households]
            await self.system.hand_in(
                "schedule", "/caseload-imports", content.getvalue(), *_command("import", str(first), *marks)
            )
            first += _HANDED_IN
            await asyncio.sleep(10 * _PAUSE)

    async def approve_accounts(self) -> None:
        """The accounts that came with the caseloads, by somebody else."""
        done: set[str] = set()
        while not self.enough.is_set():
            waiting = await self.approver.read("mandates", "/accounts", state="proposed")
            for batch in sorted({one["batchId"] for one in waiting["items"] if one["batchId"]} - done):
                digest = (await self.approver.read("mandates", f"/account-batches/{batch}"))["digest"]
                await self.approver.command(
                    "approveAccountBatch",
                    {"batchId": "UUID!", "input": "BatchApprovalInput!"},
                    {"batchId": batch, "input": {"digest": digest}},
                    *_command("approve accounts", f"{batch} {digest[:8]}"),
                )
                done.add(batch)
            await asyncio.sleep(10 * _PAUSE)

    async def pay(self) -> None:
        """The next month's run, and one after another for who came later; of these a month has 99 at most."""
        month = month_text(month_of(self.today) + 1)
        for number in range(100):
            await asyncio.sleep(5 * _PAUSE)
            if self.enough.is_set():
                return
            kind, nth = ("SUPPLEMENTARY", number) if number else ("MONTHLY", 1)
            name = f"{kind.lower()} {nth}"
            run = await self.system.command(
                "proposeRun ... on Run { id }",
                {"input": "NewRunInput!"},
                {"input": {"month": month, "kind": kind, "number": nth}},
                *_command("propose", name, Mark(RUN, name)),
            )
            if not run or not (proposed := await self._comes_to(run["id"], "PROPOSED")):
                continue
            await self.approver.command(
                "approveRun ... on Run { id }",
                {"runId": "UUID!", "input": "ApprovalInput!"},
                {"runId": run["id"], "input": {"contentHash": proposed["contentHash"]}},
                *_command("approve", name, Mark(APPROVAL, name)),
            )
            await self._comes_to(run["id"], "FILED")

    async def _comes_to(self, run: str, state: str) -> Mapping[str, Any]:
        """The run in that state; empty if that takes too long, which the count at the end shows."""
        elapsed = stopwatch()
        while elapsed() < PATIENCE:
            seen = await self.system.see(_SEEN_RUN, id=run)
            if seen.get("state") == state:
                return seen
            await asyncio.sleep(2 * _PAUSE)
        return {}

    async def tell_what_the_bank_booked(self) -> None:
        """Statement after statement of one account, each behind the one before: a euro comes in that nobody knows."""
        account, number = towns()[0].iban, 0
        while not self.enough.is_set():
            number += 1
            line = Line(100, self.today, "", f"chaos {number}")
            content = written([Statement(account, number, 100 * (number - 1), [line])])
            await self.system.hand_in(
                "schedule",
                "/statement-files",
                content,
                *_command("statement", str(number), Mark(STATEMENT, str(number))),
                media="application/xml",
            )
            await asyncio.sleep(5 * _PAUSE)


def _command(what: str, about: str, *marks: Mark) -> tuple[str, Sequence[Mark]]:
    """The key of a command, which can be worked out again, and its marks: the kept answer beside what it makes."""
    key = f"chaos {what} {about}"
    return key, (*marks, Mark(KEPT, key))
