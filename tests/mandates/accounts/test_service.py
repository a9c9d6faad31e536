"""Every step of an account through the service: where it leads, what it leaves behind, and whom it concerns."""

import asyncio
from collections import Counter
from uuid import UUID

import psycopg
import pytest

from services.errors import InvalidInput
from services.machine import CannotHappen
from services.mandate_events import AccountEvent, AccountState
from services.mandates.accounts.account import ACCOUNTS, AccountIsKnown, NotVerified, Owner
from services.mandates.accounts.service import propose, verified
from services.mandates.accounts.verification import VerificationResult, stand_in
from tests.conftest import SessionOf
from tests.mandates.accounts.conftest import Delivers
from tests.mandates.accounts.desk import Desk, wanted
from tests.mandates.rows import everything
from tests.superuser import as_superuser

_PAIRS = [(state, event, after) for state, event, after in ACCOUNTS.pairs() if event is not AccountEvent.PROPOSE]


def asked(admin_url: str, query: str, *values: object) -> list[tuple[object, ...]]:
    with as_superuser(admin_url) as connection:
        return connection.execute(query.encode(), values).fetchall()


def versions(admin_url: str) -> dict[UUID, int]:
    """The registry version of every household."""
    with as_superuser(admin_url) as connection:
        return dict(connection.execute("select id, version from mandates.household").fetchall())


@pytest.mark.parametrize(("state", "event", "after"), [pair for pair in _PAIRS if pair[2]])
async def test_what_can_happen_leads_there_with_one_row_and_one_announcement(
    desk: Desk, household: UUID, admin_url: str, state: AccountState, event: AccountEvent, after: AccountState
) -> None:
    account_id = await desk.brought_to(state, wanted(Owner(household_id=household)))
    history = "select before, event, state from mandates.transition where subject_id = %s order by sequence"
    news = "select data ->> 'happened', data ->> 'state' from mandates.outbox where subject = %s order by sequence"
    steps, told = asked(admin_url, history, account_id), asked(admin_url, news, str(account_id))
    assert (await desk.happen(account_id, event)).state is after
    assert asked(admin_url, history, account_id) == [*steps, (state, event, after)]
    assert asked(admin_url, news, str(account_id)) == [*told, (event, after)]
    kept = asked(admin_url, "select state, changes from mandates.account where id = %s", account_id)
    assert kept == [(after, len(steps) + 1)]


@pytest.mark.parametrize(("state", "event"), [pair[:2] for pair in _PAIRS if not pair[2]])
async def test_what_cannot_happen_is_refused_by_name_and_nothing_changes(
    desk: Desk, household: UUID, admin_url: str, state: AccountState, event: AccountEvent
) -> None:
    account_id = await desk.brought_to(state, wanted(Owner(household_id=household)))
    before = everything(admin_url)
    with pytest.raises(CannotHappen, match=f"an? account that is {state} cannot {event}"):
        await desk.happen(account_id, event)
    assert everything(admin_url) == before


@pytest.mark.parametrize("state", [AccountState.PROPOSED, AccountState.APPROVED])
async def test_what_lives_is_not_proposed_again(
    desk: Desk, session: SessionOf, organisation: UUID, household: UUID, admin_url: str, state: AccountState
) -> None:
    account = wanted(Owner(household_id=household))
    account_id = await desk.brought_to(state, account)
    before = everything(admin_url)
    with pytest.raises(AccountIsKnown):
        async with session(organisation) as work:
            await propose(work, desk.hand(), account)
    assert await desk.propose(account, batch_id=UUID(int=9)) == [account_id]
    assert everything(admin_url) == before


@pytest.mark.parametrize("state", [AccountState.REJECTED, AccountState.CLOSED])
async def test_what_is_over_is_proposed_as_another_account(desk: Desk, household: UUID, state: AccountState) -> None:
    account = wanted(Owner(household_id=household))
    account_id = await desk.brought_to(state, account)
    assert await desk.propose(account) != [account_id]


async def test_of_two_that_decide_at_once_one_does(desk: Desk, household: UUID, admin_url: str) -> None:
    (account_id,) = await desk.propose(wanted(Owner(household_id=household)))
    events = [AccountEvent.APPROVE, AccountEvent.REJECT] * 5
    outcomes = await asyncio.gather(*(desk.happen(account_id, event) for event in events), return_exceptions=True)
    assert Counter(type(one).__name__ for one in outcomes) == {"Account": 1, "CannotHappen": 9}
    assert asked(admin_url, "select count(*) from mandates.transition where subject_id = %s", account_id) == [(2,)]


async def test_of_two_that_propose_the_same_at_once_both_get_the_one_account(desk: Desk, supplier: UUID) -> None:
    account = wanted(Owner(supplier_id=supplier))
    found = await asyncio.gather(*(desk.propose(account) for _ in range(8)))
    assert len({one for (one,) in found}) == 1


async def test_a_clients_account_concerns_the_household_when_money_may_depend_on_it(
    desk: Desk, household: UUID, neighbours: list[UUID], admin_url: str
) -> None:
    (account_id,) = await desk.propose(wanted(Owner(household_id=household)))
    assert versions(admin_url)[household] == 1
    for event, version in ((AccountEvent.APPROVE, 2), (AccountEvent.CLOSE, 3)):
        await desk.happen(account_id, event)
        assert versions(admin_url) == {household: version} | dict.fromkeys(neighbours, 1)


async def test_a_suppliers_account_concerns_every_household_that_it_delivers_to(
    desk: Desk, household: UUID, neighbours: list[UUID], supplier: UUID, delivers: Delivers, admin_url: str
) -> None:
    delivers(supplier, household, neighbours[0])
    (account_id,) = await desk.propose(wanted(Owner(supplier_id=supplier)))
    await desk.happen(account_id, AccountEvent.APPROVE)
    await desk.happen(account_id, AccountEvent.CLOSE)
    assert versions(admin_url) == {household: 3, neighbours[0]: 3, neighbours[1]: 1}
    news = "select subject, data ->> 'version' from mandates.outbox where type like %s order by subject, sequence"
    assert asked(admin_url, news, "%registry.changed") == sorted(
        (str(one), version) for one in (household, neighbours[0]) for version in ("2", "3")
    )


async def test_a_rejected_account_concerns_nobody(desk: Desk, household: UUID, admin_url: str) -> None:
    await desk.brought_to(AccountState.REJECTED, wanted(Owner(household_id=household)))
    assert versions(admin_url) == {household: 1}


async def test_an_account_that_no_bank_was_asked_about_is_not_approved(
    desk: Desk, household: UUID, admin_url: str
) -> None:
    (account_id,) = await desk.propose(wanted(Owner(household_id=household), verification=None))
    before = everything(admin_url)
    with pytest.raises(NotVerified):
        await desk.happen(account_id, AccountEvent.APPROVE)
    assert everything(admin_url) == before


async def test_the_same_account_twice_in_one_breath_is_one(desk: Desk, household: UUID, supplier: UUID) -> None:
    own, theirs = wanted(Owner(household_id=household)), wanted(Owner(supplier_id=supplier))
    first, second, third = await desk.propose(own, theirs, own)
    assert (first, first != second) == (third, True)


async def test_owners_that_are_none_are_named_all_at_once_and_nothing_is_proposed(
    desk: Desk, household: UUID, strangers_household: UUID, admin_url: str
) -> None:
    before = everything(admin_url)
    owners = [Owner(household_id=household), Owner(household_id=strangers_household), Owner(supplier_id=UUID(int=1))]
    accounts = [wanted(owner)._replace(where=f"accounts[{place}]") for place, owner in enumerate(owners)]
    with pytest.raises(InvalidInput) as refusal:
        await desk.propose(*accounts)
    assert [(fault.where, fault.what) for fault in refusal.value.faults] == [
        ("accounts[1]", "there is no such household here"),
        ("accounts[2]", "there is no such supplier here"),
    ]
    assert everything(admin_url) == before


async def test_accounts_are_verified_before_they_are_proposed(household: UUID) -> None:
    owner = Owner(household_id=household)
    asked_about = [wanted(owner, name, None) for name in ("Y. Proef", "Y. Anders")]
    assert [one.verification for one in await verified(asked_about, stand_in)] == [
        VerificationResult.MATCH,
        VerificationResult.NO_MATCH,
    ]


async def test_the_database_itself_refuses_one_person_twice(desk: Desk, household: UUID, admin_url: str) -> None:
    (account_id,) = await desk.propose(wanted(Owner(household_id=household)))
    decide = "update mandates.account set state = %s, decided_by = 'anna', decided_at = proposed_at where id = %s"
    with as_superuser(admin_url) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(decide, ["approved", account_id])


async def test_accounts_of_suppliers_to_the_same_households_are_decided_at_once_without_a_deadlock(
    desk: Desk, household: UUID, neighbours: list[UUID], supplier: UUID, delivers: Delivers, admin_url: str
) -> None:
    everybody = [household, *neighbours]
    delivers(supplier, *reversed(everybody))
    owners = [Owner(supplier_id=supplier), *(Owner(household_id=one) for one in everybody)] * 5
    accounts = [wanted(owner, f"Y. Proef {number}") for number, owner in enumerate(owners)]
    ids = await desk.propose(*accounts)
    await asyncio.gather(*(desk.happen(one, AccountEvent.APPROVE) for one in ids))
    assert set(versions(admin_url).values()) == {11}
