"""How far a payment to a supplier is, as whoever tells suppliers asks for it: of accounts, page by page."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Scope
from tests.schedule.callers import Caller, a_caller
from tests.schedule.matching.reports import of, report
from tests.schedule.matching.treasury import Treasury

PATH = "/supplier-payments/_search"


class Accounts:
    """Who asks after the payments of the run of March to all accounts of suppliers."""

    def __init__(self, treasury: Treasury, caller: Caller) -> None:
        ((self.run_id, self.paid_to),) = [
            tuple(row.values())
            for row in treasury.rows(
                "select run_id::text, array_agg(distinct payee_id::text) from schedule.payment where payee = 'supplier'"
                " group by 1"
            )
        ]
        self._caller = caller

    async def told(self, **other: Any) -> dict[str, tuple[str, str]]:
        """By EndToEndId how far it is, and the day."""
        found: dict[str, tuple[str, str]] = {}
        asked: dict[str, Any] = {"runId": self.run_id, "paidTo": self.paid_to, "limit": 3, **other}
        while True:
            answer = await self._caller.post(PATH, asked)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found |= {one["endToEndId"]: (one["state"], one["on"]) for one in page["items"]}
            if page.get("nextCursor") is None:
                return found
            asked["cursor"] = page["nextCursor"]


@pytest.fixture
def piet(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """Who sees the runs and hands in what the bank says."""
    return a_caller(app, issuer, organisation, scopes=[Scope.RUNS_READ, Scope.STATEMENTS_WRITE])


@pytest.fixture
def capelle(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    """Somebody of another municipality."""
    return a_caller(app, issuer, organisation, municipalities=["GM0502"])


@pytest.fixture
def accounts(treasury: Treasury, piet: Caller) -> Accounts:
    return Accounts(treasury, piet)


async def test_what_is_in_a_file_is_executed_returned_or_rejected_each_on_its_day(
    treasury: Treasury, piet: Caller, accounts: Accounts
) -> None:
    to_suppliers = treasury.payments("payee = 'supplier'")
    filed = {one.end_to_end_id: ("filed", str(one.execute_on)) for one in to_suppliers}
    assert await accounts.told() == filed
    assert len(filed) == 10
    energy, rent = treasury.payment("energy"), treasury.payment("rent")
    (file,) = treasury.rows("select message_id from schedule.payment_file")
    rejected = report(file["message_id"], of(energy.end_to_end_id, "RJCT"))
    assert (await piet.hand_in("/status-reports", rejected, "application/xml")).status_code == 201
    await treasury.says(*[one.line() for one in treasury.payments() if one != energy])
    await treasury.says(rent.line(rent.amount, return_code="AC04"))
    told = await accounts.told()
    assert told.keys() == filed.keys()
    assert told.pop(energy.end_to_end_id)[0] == "rejected"
    assert told.pop(rent.end_to_end_id)[0] == "returned"
    assert told == {name: ("executed", day) for name, (_, day) in filed.items() if name in told}


async def test_only_what_went_to_the_accounts_and_was_of_the_households_that_are_asked_for_is_told(
    treasury: Treasury, accounts: Accounts, capelle: Caller
) -> None:
    (household,) = treasury.rows("select household_id::text as id from schedule.payment order by 1 limit 1")
    some = await accounts.told(householdIds=[household["id"]])
    assert len(some) == 5
    account = accounts.paid_to[0]
    (one,) = treasury.rows(
        "select count(*) from schedule.payment where payee_id = %s and purpose <> 'leefgeld'", account
    )
    assert len(await accounts.told(paidTo=[account])) == one["count"]
    assert await accounts.told(paidTo=[accounts.run_id]) == {}
    assert await Accounts(treasury, capelle).told() == {}
