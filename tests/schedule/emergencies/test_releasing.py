"""The registry's word on an emergency: the account that it goes to, or nothing is paid."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role, Tokens
from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys
from services.mandates.schemas import (
    CaseloadPayees,
    LineToRelease,
    Payable,
    Reason,
    ReleaseAnswer,
    Released,
    Waits,
)
from services.schedule.app import schedule_app
from services.schedule.emergencies.releasing import AccountNotReleased, released_account
from services.schedule.registry.registry import RegistryDoesNotAnswer
from tests.schedule.callers import a_caller
from tests.schedule.emergencies.conftest import FIFTY, code
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.payments.runs import CLIENT, Office
from tests.schedule.rows import changed, everything

OWN = Payable("019b8d2b-8c00-7000-8000-0000000000ac", CLIENT.name, CLIENT.iban.number)
OTHER = OWN._replace(id="019b8d2b-8c00-7000-8000-0000000000ad")
YES = Released("we_push", OWN, None)


class Registry:
    """A registry that says one thing, and keeps what it was asked; without a word it is away."""

    def __init__(self, says: Released | Waits | None) -> None:
        self.says = says
        self.asked: list[tuple[date, LineToRelease]] = []

    async def release(self, organisation_id: UUID, on: date, lines: Sequence[LineToRelease]) -> ReleaseAnswer:
        self.asked += [(on, line) for line in lines]
        if self.says is None:
            raise RegistryDoesNotAnswer
        return ReleaseAnswer({}, [self.says])

    async def changed(self, organisation_id: UUID, versions: Mapping[UUID, int]) -> set[UUID]:
        raise AssertionError("an emergency is asked about anew")

    async def hand_over(self, organisation_id: UUID, page: CaseloadPayees, key: str) -> None:
        raise AssertionError("an emergency hands nothing over")


def app_with(registry: Registry, database: Database, issuer: DevelopmentIssuer, clock: MovableClock) -> FastAPI:
    tokens = Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock)
    return schedule_app(database, tokens, clock, SeededIds("app"), RULES, KEYRING, registry=registry)


def test_yes_names_the_account() -> None:
    assert released_account(YES) == OWN


@pytest.mark.parametrize(
    "account", [OWN._replace(iban="TR330006100519786457841326"), OWN._replace(iban="NL00"), OWN._replace(name="张伟")]
)
def test_an_account_that_no_transfer_reaches_is_told_of_before_anybody_approves(account: Payable) -> None:
    with pytest.raises(AccountNotReleased) as refused:
        released_account(Released("we_push", account, None))
    assert "No credit transfer reaches it" in str(refused.value.detail)
    assert account.iban not in str(refused.value.detail)


WHY = {
    Waits(Reason.ACCOUNT_NOT_APPROVED, "proposed"): (
        "account_not_approved (proposed); record the account, and let a colleague approve it there."
    ),
    Waits(Reason.UNKNOWN_TO_REGISTRY, "household"): (
        "unknown_to_registry (household); it hears of new households by itself, so ask again in a minute."
    ),
    Waits(Reason.BLOCKED): "blocked; look there why.",
}


@pytest.mark.parametrize("says", WHY, ids=lambda says: says.reason)
def test_a_reason_to_wait_is_told_with_its_cure(says: Waits) -> None:
    with pytest.raises(AccountNotReleased) as refused:
        released_account(says)
    assert str(refused.value.detail).endswith(f"It says {WHY[says]}")


async def test_it_is_asked_about_the_day_of_paying_and_once_more_on_approval(
    office: Office, database: Database, issuer: DevelopmentIssuer, clock: MovableClock, organisation: UUID
) -> None:
    registry = Registry(YES)
    app = app_with(registry, database, issuer, clock)
    piet = a_caller(app, issuer, organisation, [Role.PROPOSER], subject="piet")
    roos = a_caller(app, issuer, organisation, [Role.APPROVER], subject="roos")
    household_id = await office.register("Z-1")
    path = f"/households/{household_id}/emergency-payments"
    asked = (await piet.post(path, FIFTY)).json()
    assert (await piet.post(path, FIFTY)).json() == asked
    approval = {"contentHash": asked["contentHash"]}
    assert (await roos.post(f"/payment-runs/{asked['runId']}/_approve", approval)).status_code == 200
    line = LineToRelease(household_id, "leefgeld", "2026-02", 5000, date(2026, 2, 20), "bridging")
    assert registry.asked == [(date(2026, 2, 20), line)] * 2


async def test_another_account_than_it_was_proposed_for_is_not_paid(
    office: Office,
    database: Database,
    issuer: DevelopmentIssuer,
    clock: MovableClock,
    organisation: UUID,
    admin_url: str,
) -> None:
    registry = Registry(YES)
    app = app_with(registry, database, issuer, clock)
    piet = a_caller(app, issuer, organisation, [Role.PROPOSER], subject="piet")
    roos = a_caller(app, issuer, organisation, [Role.APPROVER], subject="roos")
    household_id = await office.register("Z-1")
    asked = (await piet.post(f"/households/{household_id}/emergency-payments", FIFTY)).json()
    registry.says = Released("we_push", OTHER, None)
    before = everything(admin_url)
    approval = {"contentHash": asked["contentHash"]}
    refused = await roos.post(f"/payment-runs/{asked['runId']}/_approve", approval)
    assert (refused.status_code, code(refused)) == (409, "account-has-changed")
    assert changed(before, everything(admin_url)) == []


async def test_while_the_registry_is_away_nothing_is_paid_on_a_guess(
    office: Office,
    database: Database,
    issuer: DevelopmentIssuer,
    clock: MovableClock,
    organisation: UUID,
    admin_url: str,
) -> None:
    piet = a_caller(app_with(Registry(None), database, issuer, clock), issuer, organisation, [Role.PROPOSER])
    household_id = await office.register("Z-1")
    before = everything(admin_url)
    refused = await piet.post(f"/households/{household_id}/emergency-payments", FIFTY)
    assert (refused.status_code, code(refused)) == (503, "registry-does-not-answer")
    assert changed(before, everything(admin_url)) == []


async def test_an_ordinary_run_asks_nothing_here(
    office: Office, database: Database, issuer: DevelopmentIssuer, clock: MovableClock, organisation: UUID
) -> None:
    roos = a_caller(app_with(Registry(None), database, issuer, clock), issuer, organisation, [Role.APPROVER])
    await office.register("Z-1")
    run = await office.propose()
    approved = await roos.post(f"/payment-runs/{run.id}/_approve", {"contentHash": run.content_hash})
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
