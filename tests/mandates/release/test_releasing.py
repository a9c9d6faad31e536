"""The go-ahead as the rooms of the registry make it come about: one scenario for each reason, and the changes that
make an answer that was given stand no longer.
"""

from datetime import date
from uuid import UUID

from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.mandate_events import Payer
from services.mandates.accounts import service as accounts
from services.mandates.accounts.account import Owner
from services.mandates.arrangements import handshake_service, payer_service
from services.mandates.arrangements import repository as arrangement_repository
from services.mandates.arrangements import service as arrangements
from services.mandates.arrangements.handshake_service import WantedHandshake
from services.mandates.arrangements.payer_service import PayerWish
from services.mandates.authorisations import repository as authorisation_repository
from services.mandates.authorisations import service as authorisations
from services.mandates.authorisations.authorisation import Duty, RefusalReason
from services.mandates.client import MandatesClient
from services.mandates.direct_debits import repository as direct_debit_repository
from services.mandates.direct_debits import service as direct_debits
from services.mandates.intake import paper_repository
from services.mandates.intake import paper_service as papers
from services.mandates.schemas import LineToRelease, Payable, Reason, Reference, Released, Waits
from tests.mandates.arrangements.builders import APRIL, MARCH, REFERENCE
from tests.mandates.authorisations.clients import ASKED, REFUSAL
from tests.mandates.callers import KEYRING
from tests.mandates.conftest import CAPELLE
from tests.mandates.release.conftest import ON, OWN, SUPPLIERS, Registry, a_line, asked, client_of
from tests.superuser import as_superuser

RENT = Reference("free_text", REFERENCE.text)


async def test_a_cost_in_order_is_released_to_the_suppliers_account(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household()
    found = await _answer(client, a_line(household))
    assert isinstance(found, Released)
    assert found.account is not None
    assert found == Released("we_push", Payable(found.account.id, *SUPPLIERS["rent"]), RENT)


async def test_leefgeld_is_released_to_the_clients_own_account(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household()
    found = await _answer(client, a_line(household, "leefgeld", amount=30000))
    assert isinstance(found, Released)
    assert found.account is not None
    assert found == Released("we_push", Payable(found.account.id, *OWN), None)


async def test_leefgeld_asks_for_no_authorisation_papers_or_arrangement(
    desk: Registry, client: MandatesClient, household: UUID
) -> None:
    await desk.account(Owner(household_id=household), *OWN)
    assert isinstance(await _answer(client, a_line(household, "leefgeld")), Released)


async def test_a_supplier_that_pulls_is_known_by_its_mandate(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household(["rent"], Payer.SUPPLIER_PULLS)
    found = await _answer(client, a_line(household))
    assert isinstance(found, Released)
    assert (found.route, found.account, found.reference) == ("supplier_pulls", None, RENT)
    with as_superuser(desk.admin_url) as connection:
        assert connection.execute("select umr from mandates.direct_debit").fetchall() == [(found.umr,)]


async def test_a_household_that_nobody_announced_is_unknown(desk: Registry, client: MandatesClient) -> None:
    nobody = a_line(desk.new_id())
    answer = await asked(client, nobody, nobody._replace(cost="leefgeld"))
    assert answer.lines == [Waits(Reason.UNKNOWN_TO_REGISTRY, "household")] * 2
    assert answer.versions == {}


async def test_another_organisations_household_is_unknown(
    desk: Registry, client: MandatesClient, strangers_household: UUID
) -> None:
    answer = await asked(client, a_line(strangers_household), a_line(strangers_household, "leefgeld"))
    assert answer.lines == [Waits(Reason.UNKNOWN_TO_REGISTRY, "household")] * 2
    assert answer.versions == {}
    assert await client.changed({strangers_household: 1}) == {strangers_household}


async def test_a_cost_that_is_not_arranged_is_unknown(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household(["rent"])
    assert await _answer(client, a_line(household, "energy")) == Waits(Reason.UNKNOWN_TO_REGISTRY, "cost")


async def test_a_month_before_the_first_arrangement_is_unknown(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household(["rent"])
    line = a_line(household, month="2026-01")
    assert await _answer(client, line) == Waits(Reason.UNKNOWN_TO_REGISTRY, "cost")


async def test_what_the_client_pays_is_not_ours_to_pay(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household(["rent"], Payer.CLIENT_PAYS)
    assert await _answer(client, a_line(household)) == Waits(Reason.NOT_OURS_TO_PAY, "client_pays")


async def test_what_is_handed_back_is_ours_until_then(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household(["rent"])
    async with desk.work() as (session, hand):
        wish = PayerWish("rent", Payer.CLIENT_PAYS, APRIL, "de klant betaalt zelf verder")
        await payer_service.decide_payer(session, hand, household, wish)
    answer = await asked(client, a_line(household), a_line(household, month="2026-04"))
    assert isinstance(answer.lines[0], Released)
    assert answer.lines[1] == Waits(Reason.NOT_OURS_TO_PAY, "client_pays")


async def test_what_is_being_taken_over_waits_for_the_supplier(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household(["rent"], Payer.CLIENT_PAYS)
    async with desk.work() as (session, hand):
        (one,) = (await arrangement_repository.arrangements_of(session, KEYRING, [household]))[household]
        prepared = await handshake_service.prepare(session, hand, WantedHandshake(one.id, Payer.WE_PUSH, MARCH))
        await handshake_service.ask(session, hand, prepared.id)
    answer = await asked(client, a_line(household, month="2026-02"), a_line(household))
    assert answer.lines == [Waits(Reason.NOT_OURS_TO_PAY, "client_pays"), Waits(Reason.NOT_TAKEN_OVER, "asked")]


async def test_the_paper_of_a_cost_holds_that_cost_and_one_of_every_cost_holds_them_all(
    desk: Registry, client: MandatesClient
) -> None:
    household = await desk.household()
    lines = [a_line(household), a_line(household, "energy")]
    await _take_back(desk, household, "lease", "rent")
    lease = Waits(Reason.PAPERS_MISSING, "lease:rent")
    first, second = (await asked(client, *lines)).lines
    assert (first, isinstance(second, Released)) == (lease, True)
    await _take_back(desk, household, "identity", "")
    assert (await asked(client, *lines)).lines == [
        Waits(Reason.PAPERS_MISSING, "identity, lease:rent"),
        Waits(Reason.PAPERS_MISSING, "identity"),
    ]


async def test_a_paper_that_holds_no_cost_holds_none_back(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household()
    await _take_back(desk, household, "brp", "")
    assert isinstance(await _answer(client, a_line(household)), Released)


async def test_papers_that_nobody_asked_for_yet_are_missing_too(
    desk: Registry, client: MandatesClient, household: UUID
) -> None:
    await desk.arrange(household, "rent", Payer.WE_PUSH)
    missing = "identity, lease:rent, authorisation"
    assert await _answer(client, a_line(household)) == Waits(Reason.PAPERS_MISSING, missing)


async def test_what_lacks_papers_is_what_intake_says(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household()
    every = [a_line(household), a_line(household, "energy")]
    for kind, about in (("customer_number", "energy"), ("lease", "rent"), ("authorisation", "")):
        await _take_back(desk, household, kind, about)
        async with desk.work() as (session, _):
            complete = await papers.complete(session, [household])
        released = {
            (household, line.cost)
            for line, found in zip(every, (await asked(client, *every)).lines, strict=True)
            if isinstance(found, Released)
        }
        assert released == {one for one in complete if one[1] in ("rent", "energy")}


async def test_what_the_client_refused_is_carried_by_the_duty_until_somebody_exempts_it(
    desk: Registry, client: MandatesClient
) -> None:
    household = await desk.household()
    async with desk.work() as (session, hand):
        new = await authorisations.ask(session, hand, household, ASKED)
        await authorisations.refuse(session, hand, household, new.id, REFUSAL)
    by_agreement = a_line(household, ground="voluntary")
    first, second = (await asked(client, a_line(household), by_agreement)).lines
    assert (isinstance(first, Released), second) == (True, Waits(Reason.NOT_AUTHORISED, "refused"))
    async with desk.work("bram") as (session, hand):
        await authorisations.decide_duty(session, hand, household, new.id, Duty.EXEMPTED, "hij betaalt zelf")
    assert await _answer(client, a_line(household)) == Waits(Reason.NOT_AUTHORISED, "exempted")


async def test_what_the_client_took_back_is_judged_by_the_day_of_the_payment(
    desk: Registry, client: MandatesClient
) -> None:
    household = await desk.household()
    async with desk.work() as (session, hand):
        (given,) = (await authorisation_repository.authorisations(session, [household], 10))[household]
        ends_on = date(2026, 3, 10)
        await authorisations.revoke(session, hand, household, given.id, ends_on, RefusalReason.OTHER)
    before = a_line(household, ground="voluntary", execute_on=date(2026, 3, 9))
    first, second = (await asked(client, before, before._replace(execute_on=ends_on))).lines
    assert (isinstance(first, Released), second) == (True, Waits(Reason.NOT_AUTHORISED, "revoked"))


async def test_a_payment_whose_day_is_past_is_judged_by_the_day_of_asking(
    desk: Registry, client: MandatesClient
) -> None:
    household = await desk.household()
    async with desk.work() as (session, hand):
        (given,) = (await authorisation_repository.authorisations(session, [household], 10))[household]
        await authorisations.revoke(session, hand, household, given.id, ON, RefusalReason.OTHER)
    late = a_line(household, ground="voluntary", execute_on=date(2026, 2, 19))
    assert await _answer(client, late) == Waits(Reason.NOT_AUTHORISED, "revoked")


async def test_nobody_is_paid_on_an_account_that_one_person_saw(
    desk: Registry, client: MandatesClient, household: UUID
) -> None:
    line = a_line(household, "leefgeld")
    assert await _answer(client, line) == Waits(Reason.ACCOUNT_NOT_APPROVED, "unknown")
    await desk.account(Owner(household_id=household), *OWN, is_approved=False)
    assert await _answer(client, line) == Waits(Reason.ACCOUNT_NOT_APPROVED, "not_approved")


async def test_an_account_that_the_bank_says_is_anothers_is_told_as_such(
    desk: Registry, client: MandatesClient, household: UUID
) -> None:
    await desk.account(Owner(household_id=household), "Y. Anders", OWN[1], is_approved=False)
    assert await _answer(client, a_line(household, "leefgeld")) == Waits(Reason.ACCOUNT_MISMATCH)


async def test_the_account_of_the_day_of_the_payment_is_told(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household(["rent"])
    (released,) = (await asked(client, a_line(household))).lines
    assert isinstance(released, Released)
    assert released.account is not None
    async with desk.work() as (session, hand):
        account_id = UUID(released.account.id)
        await accounts.close(session, hand, account_id, date(2026, 3, 15), "de verhuurder heeft een andere bank")
    first, second = (await asked(client, a_line(household), a_line(household, execute_on=date(2026, 3, 15)))).lines
    assert (first, second) == (released, Waits(Reason.ACCOUNT_NOT_APPROVED, "closed"))


async def test_more_than_the_client_agreed_to_waits(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household(["rent"])
    first, second = (await asked(client, a_line(household, amount=70000), a_line(household, amount=70001))).lines
    assert (isinstance(first, Released), second) == (True, Waits(Reason.AMOUNT_BEYOND_CONSENT, "70000"))


async def test_what_the_supplier_waits_for_is_not_paid_before_that_day(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household(["rent"])
    async with desk.work() as (session, hand):
        (one,) = (await arrangement_repository.arrangements_of(session, KEYRING, [household]))[household]
        await arrangements.defer(session, hand, one.id, date(2026, 2, 20))
    line = a_line(household, month="2026-02", execute_on=date(2026, 2, 19))
    (found,) = (await client.release(date(2026, 2, 2), [line])).lines
    assert found == Waits(Reason.DEFERRED, "2026-02-20")


async def test_nothing_is_pulled_by_a_mandate_that_was_blocked(desk: Registry, client: MandatesClient) -> None:
    household = await desk.household(["rent"], Payer.SUPPLIER_PULLS)
    async with desk.work() as (session, hand):
        (mandate,) = (await direct_debit_repository.mandates(session, [household], 10))[household]
        await direct_debits.block(session, hand, household, mandate.id, "geld van een ander afgeschreven")
    assert await _answer(client, a_line(household)) == Waits(Reason.BLOCKED, "blocked")


async def test_a_go_ahead_stands_until_something_changes_around_its_household(
    desk: Registry, client: MandatesClient
) -> None:
    one, other = await desk.household(), await desk.household()
    answer = await asked(client, a_line(one), a_line(other))
    assert set(answer.versions) == {one, other}
    assert await client.changed(answer.versions) == set()
    await _take_back(desk, one, "lease", "rent")
    assert await client.changed(answer.versions) == {one}
    again = await asked(client, a_line(one))
    assert await client.changed(again.versions) == set()


async def test_another_account_of_a_supplier_changes_all_that_it_delivers_to(
    desk: Registry, client: MandatesClient
) -> None:
    renting, other = await desk.household(["rent"]), await desk.household(["energy"])
    versions = (await asked(client, a_line(renting), a_line(other, "energy"))).versions
    await desk.account(Owner(desk.suppliers["rent"]), "Woonstede Verhuur", "NL69INGB0123456789")
    assert await client.changed(versions) == {renting}


async def test_a_case_manager_of_another_municipality_knows_no_such_household(
    desk: Registry, app: FastAPI, issuer: DevelopmentIssuer
) -> None:
    household = await desk.household()
    token = issuer.issue(desk.organisation, [Role.SYSTEM], subject="elders", municipalities=[CAPELLE])
    elsewhere = client_of(app, token)
    answer = await asked(elsewhere, a_line(household), a_line(household, "leefgeld"))
    assert answer.lines == [Waits(Reason.UNKNOWN_TO_REGISTRY, "household")] * 2
    assert await elsewhere.changed({household: 1}) == {household}


async def _answer(client: MandatesClient, line: LineToRelease) -> Released | Waits:
    (found,) = (await asked(client, line)).lines
    return found


async def _take_back(desk: Registry, household: UUID, kind: str, about: str) -> None:
    async with desk.work() as (session, hand):
        paper = (await paper_repository.papers(session, [household]))[household][kind, about]
        await papers.take_back(session, hand, household, paper.id, "het was van iemand anders")
