"""How others ask the mandates service; what it answers is in `schemas`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
import structlog
from pydantic import RootModel
from pydantic_core import to_json

from services.asking import AnswerNotUnderstood, Asking
from services.events import Month
from services.mandates.release.answer_reading import NotAnAnswer, read_answer, read_changed
from services.mandates.schemas import (
    AccountBatch,
    ApprovedAccounts,
    ArrangedCost,
    ArrangedCosts,
    AskedHandshake,
    AskedHandshakes,
    CaseloadAlarms,
    CaseloadPayees,
    Contracts,
    ContractSearch,
    CustomerNumbers,
    CustomerNumberSearch,
    DecidedAccount,
    Done,
    LineToRelease,
    PayersInMonth,
    RampDownSteps,
    RehearsalOutcome,
    ReleaseAnswer,
    SupplierAccounts,
    SupportedHouseholds,
    SupporterSearch,
    TakenOverPayees,
    TeamMembers,
    WaitingAccounts,
    WatchedMonths,
    WatchedMonthState,
)

_Raw = dict[str, Any]

_log = structlog.get_logger(__name__)


class _Document(RootModel[_Raw]):
    """A JSON object, read as it is."""


class MandatesClient:
    """The mandates service, as the holder of one token may ask it.

    Every method raises the problem that the service tells, `DoesNotAnswer` if it tells nothing, and
    `AnswerNotUnderstood` if it tells anything else than what was asked: of such an answer nothing is believed.
    """

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._ask = Asking(http, token)

    async def supported_by(self, subject: str) -> frozenset[UUID]:
        """The households around which somebody stands as a supporter today."""
        asked = SupporterSearch(subject=subject)
        told = await self._ask.search("/v1/supported-households/_search", SupportedHouseholds, asked)
        return frozenset(told.household_ids)

    async def release(self, on: date, lines: Sequence[LineToRelease]) -> ReleaseAnswer:
        """May these (at most 5,000) payments be made, as asked on a day? Each is released, or waits for a reason."""
        asked = {"on": on, "lines": [_asked(line) for line in lines]}
        told = (await self._ask.search("/v1/releases", _Document, _Document(asked))).root
        with _told_where("releases"):
            return read_answer(told, lines)

    async def changed(self, versions: Mapping[UUID, int]) -> set[UUID]:
        """Of at most 5,000 households those whose go-aheads no longer stand, given the versions they were given at."""
        asked = {"households": [{"id": one, "version": version} for one, version in versions.items()]}
        told = (await self._ask.search("/v1/releases/_check", _Document, _Document(asked))).root
        with _told_where("changed households"):
            return read_changed(told, versions)

    async def take_over_payees(self, page: CaseloadPayees, key: str) -> TakenOverPayees:
        """Take over what a caseload says of payees and papers: the whole page or nothing of it, and nothing twice."""
        content = page.model_dump_json(by_alias=True, exclude_none=True).encode()
        return await self._ask.command("/v1/caseload-payees", key, TakenOverPayees, content)

    async def waiting_accounts(self, cursor: str | None = None) -> WaitingAccounts:
        """A page of the accounts that wait for a second person."""
        on = f"&cursor={cursor}" if cursor else ""
        return await self._ask.get(f"/v1/accounts?state=proposed&limit=200{on}", WaitingAccounts)

    async def contracts(self, supplier_id: UUID, customer_number: str) -> Contracts:
        """The costs of households that a supplier knows by this number, at most 200."""
        wanted = ContractSearch(supplier_id=supplier_id, customer_number=customer_number)
        return await self._ask.search("/v1/contracts/_search", Contracts, wanted)

    async def customer_numbers(self, wanted: CustomerNumberSearch) -> CustomerNumbers:
        """By which number and reference a supplier knows each of these, in the order of asking."""
        told = await self._ask.search("/v1/customer-numbers/_search", CustomerNumbers, wanted)
        if len(told.items) != len(wanted.about):
            raise AnswerNotUnderstood
        return told

    async def supplier_accounts(self, supplier_id: UUID, cursor: str | None = None) -> SupplierAccounts:
        """A page of the accounts that a supplier has or had."""
        on = {"cursor": cursor} if cursor else {}
        return await self._ask.get(
            f"/v1/accounts?{urlencode({'supplierId': supplier_id, 'limit': 200, **on})}", SupplierAccounts
        )

    async def watched_months(self, household_id: UUID, state: WatchedMonthState) -> WatchedMonths:
        """The months in a state that a household pays while we look, at most 200."""
        asked = urlencode({"householdId": household_id, "state": state.value, "limit": 200})
        return await self._ask.get(f"/v1/watched-months?{asked}", WatchedMonths)

    async def alarms(self, cursor: str | None = None) -> CaseloadAlarms:
        """A page of the alarms that stand, the earliest to act on first."""
        asked = {"limit": 200, **({"cursor": cursor} if cursor else {})}
        return await self._ask.get(f"/v1/alarms?{urlencode(asked)}", CaseloadAlarms)

    async def account_batch(self, batch_id: UUID) -> AccountBatch:
        """A batch of accounts as it stands."""
        return await self._ask.get(f"/v1/account-batches/{batch_id}", AccountBatch)

    async def approve_account_batch(self, batch_id: UUID, digest: str, key: str) -> ApprovedAccounts:
        """Approve what waits in a batch as it was looked at; whoever proposed any of it is refused."""
        content = to_json({"digest": digest})
        return await self._ask.command(f"/v1/account-batches/{batch_id}/_approve", key, ApprovedAccounts, content)

    async def approve_account(self, account_id: UUID, despite_no_match: str | None, key: str) -> DecidedAccount:
        """Approve one account that somebody else proposed; with a reason where its bank said that it is another's."""
        content = to_json({} if despite_no_match is None else {"despiteNoMatch": despite_no_match})
        return await self._ask.command(f"/v1/accounts/{account_id}/_approve", key, DecidedAccount, content)

    async def reject_account(self, account_id: UUID, reason: str, key: str) -> DecidedAccount:
        """Refuse one account; it is not paid to, and may be proposed anew."""
        content = to_json({"reason": reason})
        return await self._ask.command(f"/v1/accounts/{account_id}/_reject", key, DecidedAccount, content)

    async def rehearse(self, household_id: UUID, wanted: Mapping[str, Any]) -> RehearsalOutcome:
        """What would be refused of these commands about a household; nothing is changed."""
        asked = _Document(dict(wanted))
        return await self._ask.search(f"/v1/households/{household_id}/_rehearse", RehearsalOutcome, asked)

    async def team(self, household_id: UUID) -> TeamMembers:
        """Who stands or stood around a household, at most 200."""
        return await self._ask.get(f"/v1/households/{household_id}/team-members?limit=200", TeamMembers)

    async def join_team(self, household_id: UUID, member: Mapping[str, Any], key: str) -> None:
        """Give somebody a role from a day on."""
        await self._ask.command(f"/v1/households/{household_id}/team-members", key, Done, to_json(member))

    async def require_papers(self, household_id: UUID, key: str) -> None:
        """Let the papers of a household follow from its policy and costs now."""
        await self._ask.command(f"/v1/households/{household_id}/papers/_require", key, Done, b"")

    async def arrangements(self, household_id: UUID) -> list[ArrangedCost]:
        """All that was ever arranged for a household, oldest first."""
        found: list[ArrangedCost] = []
        asked = {"limit": "200"}
        while True:
            told = await self._ask.get(f"/v1/households/{household_id}/arrangements?{urlencode(asked)}", ArrangedCosts)
            found += told.items
            if told.next_cursor is None:
                return found
            asked["cursor"] = told.next_cursor

    async def arrange(self, household_id: UUID, terms: Mapping[str, Any], key: str) -> ArrangedCost:
        """Say with which supplier a household has a cost; the same again is the same arrangement."""
        path = f"/v1/households/{household_id}/arrangements"
        return await self._ask.command(path, key, ArrangedCost, to_json(terms))

    async def payers(self, household_id: UUID, month: Month) -> PayersInMonth:
        """Who pays each arranged cost of a household in a month."""
        return await self._ask.get(f"/v1/households/{household_id}/payers-of-record?month={month}", PayersInMonth)

    async def ramp_down(self, household_id: UUID) -> RampDownSteps:
        """Which cost of a household waits for a clean month of which other one."""
        return await self._ask.get(f"/v1/households/{household_id}/ramp-down", RampDownSteps)

    async def handshakes(self, household_id: UUID) -> list[AskedHandshake]:
        """Every handshake of a household, by deadline."""
        found: list[AskedHandshake] = []
        asked = {"householdId": str(household_id), "limit": "200"}
        while True:
            told = await self._ask.get(f"/v1/handshakes?{urlencode(asked)}", AskedHandshakes)
            found += told.items
            if told.next_cursor is None:
                return found
            asked["cursor"] = told.next_cursor

    async def handshake(self, handshake_id: UUID) -> AskedHandshake:
        """A handshake as it stands."""
        return await self._ask.get(f"/v1/handshakes/{handshake_id}", AskedHandshake)

    async def prepare_handshake(self, arrangement_id: UUID, wanted: Mapping[str, Any], key: str) -> AskedHandshake:
        """Prepare to ask the supplier of an arrangement."""
        path = f"/v1/arrangements/{arrangement_id}/handshakes"
        return await self._ask.command(path, key, AskedHandshake, to_json(wanted))

    async def ask_supplier(self, handshake_id: UUID, key: str) -> AskedHandshake:
        """Record that the supplier is asked; by webhook this is what asks it."""
        return await self._ask.command(f"/v1/handshakes/{handshake_id}/_ask", key, AskedHandshake, b"")

    async def withdraw_handshake(self, handshake_id: UUID, reason: str, key: str) -> AskedHandshake:
        """Say that it is no longer wanted; who pays stays as it is."""
        content = to_json({"reason": reason})
        return await self._ask.command(f"/v1/handshakes/{handshake_id}/_withdraw", key, AskedHandshake, content)


def _asked(line: LineToRelease) -> _Raw:
    return {
        "householdId": line.household_id,
        "cost": line.cost,
        "month": line.month,
        "amount": line.amount,
        "executeOn": line.execute_on,
        "ground": line.ground,
    }


@contextmanager
def _told_where(question: str) -> Iterator[None]:
    """The log says where an answer fails, for whoever mends it, and not what stood there: that may be an account."""
    try:
        yield
    except NotAnAnswer as failure:
        _log.warning("answer not understood", answer=question, where=failure.where)
        raise
