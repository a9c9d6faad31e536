"""Papers follow from policy and costs, are brought, taken back and waived; and a cost starts when its set is there."""

import asyncio
from datetime import date
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.ids import SeededIds
from services.machine import CannotHappen
from services.mandate_events import PaperEvent, PaperState
from services.mandates.authorisations import service as authorisations
from services.mandates.authorisations.authorisation import RefusalReason
from services.mandates.households.repository import NoSuchHousehold
from services.mandates.intake import paper_repository as repository
from services.mandates.intake import paper_service as service
from services.mandates.intake.paper import PAPERS
from services.mandates.intake.paper_repository import NoSuchPaper
from services.mandates.intake.requirement import PaperKind, Person
from services.mandates.transitions import Because
from tests.mandates.arrangements.builders import FEBRUARY, MARCH, a_supplier, rows, told
from tests.mandates.authorisations import clients
from tests.mandates.conftest import CAPELLE, DEN_HAAG, a_household
from tests.mandates.intake.conftest import Works
from tests.mandates.intake.papers import EVIDENCE, in_state, the_paper, version_of, we_pay, written
from tests.mandates.rows import everything
from tests.schedule.rows import changed
from tests.superuser import as_superuser

PAIRS = list(PAPERS.pairs())


def told_of(admin_url: str, came: date | None) -> None:
    """The schedule service tells on which day the B12 came in, or that it did not."""
    with as_superuser(admin_url) as connection:
        connection.execute("update mandates.household set b12_received_on = %s", [came])


COSTS = {"rent", "energy", "water", "health_premium"}


@pytest.mark.parametrize(("state", "event", "after"), PAIRS)
async def test_each_event_leads_where_the_machine_says_or_changes_nothing(
    works: Works, household: UUID, admin_url: str, state: PaperState, event: PaperEvent, after: PaperState | None
) -> None:
    async with works() as (session, hand):
        paper = await in_state(session, hand, household, state)
    before, rows_before, version = written(admin_url, paper.id), everything(admin_url), version_of(admin_url, household)
    assert before.state == state
    if after is None:
        with pytest.raises(CannotHappen, match=f"a paper that is {state} cannot {event}"):
            async with works() as (session, hand):
                await service.happen(session, hand, household, paper.id, event, Because("tried"))
        assert changed(rows_before, everything(admin_url)) == []
        return
    async with works() as (session, hand):
        await service.happen(session, hand, household, paper.id, event, Because("tried"))
    now = written(admin_url, paper.id)
    step = (before.changes + 1, state, event, after, "tried", "organisation")
    assert (now.state, now.changes, now.transitions) == (after, before.changes + 1, [*before.transitions, step])
    assert now.announced == [*before.announced, (event, after)]
    assert version_of(admin_url, household) == version + 1


async def test_a_household_is_asked_what_its_policy_and_its_costs_ask(works: Works, household: UUID) -> None:
    """Den Haag: who goes through the bills with the client brings what stands in them (seed 001, lines 1208-1214)."""
    async with works() as (session, hand):
        papers = await service.require(session, hand, household)
    assert [(*one.place, one.delivered_by, one.due_on.isoformat(), one.holds_costs) for one in papers] == [
        ("advance", "energy", "supporter", "2026-02-02", True),
        ("advance", "water", "supporter", "2026-02-02", True),
        ("authorisation", "", "client", "2026-01-12", True),
        ("b12", "", "coa", "2026-01-26", False),
        ("brp", "", "client", "2026-01-19", False),
        ("customer_number", "energy", "supporter", "2026-02-02", True),
        ("customer_number", "health_premium", "supporter", "2026-02-11", True),
        ("customer_number", "water", "supporter", "2026-02-02", True),
        ("iban", "", "client", "2026-01-19", False),
        ("identity", "", "client", "2026-01-12", True),
        ("lease", "rent", "client", "2026-01-19", True),
    ]
    assert {one.state for one in papers} == {PaperState.MISSING}


async def test_asking_again_changes_nothing(works: Works, household: UUID, admin_url: str) -> None:
    async with works() as (session, hand):
        await service.require(session, hand, household)
    before = everything(admin_url)
    async with works() as (session, hand):
        await service.require(session, hand, household)
    assert changed(before, everything(admin_url)) == []


async def test_what_the_plan_pays_no_more_is_asked_no_more_and_what_was_brought_stays(
    works: Works, household: UUID, admin_url: str
) -> None:
    async with works() as (session, hand):
        advance = await the_paper(session, hand, household, "advance", "energy")
        number = await the_paper(session, hand, household, "customer_number", "energy")
        await service.deliver(session, hand, household, number.id, EVIDENCE)
    we_pay(admin_url, household, "energy", ours=False)
    async with works() as (session, hand):
        assert await service.require_many(session, hand, [household]) == 1
    assert written(admin_url, advance.id).transitions[-1] == (
        2, "missing", "drop", "not_needed", "asked_no_more", "system",
    )  # fmt: skip
    assert written(admin_url, number.id).state == "delivered"
    we_pay(admin_url, household, "energy", ours=True)
    async with works() as (session, hand):
        await service.require(session, hand, household)
    assert [step[2] for step in written(admin_url, advance.id).transitions] == ["require", "drop", "require"]
    assert written(admin_url, number.id).state == "delivered"


async def test_a_paper_moves_with_the_first_day_of_its_cost_and_what_is_late_stays_late(
    works: Works, household: UUID, admin_url: str, clock: MovableClock
) -> None:
    async with works() as (session, hand):
        lease = await the_paper(session, hand, household, "lease", "rent")
    with as_superuser(admin_url) as connection:
        connection.execute("update mandates.cost_month set due_on = due_on + 31 where cost = 'rent'")
    async with works() as (session, hand):
        moved = await the_paper(session, hand, household, "lease", "rent")
    assert (lease.due_on, moved.due_on, moved.changes) == (date(2026, 1, 19), date(2026, 2, 18), 1)
    clock.move_to(clock.now().replace(month=3))
    with as_superuser(admin_url) as connection:
        connection.execute("update mandates.cost_month set due_on = due_on - 1 where cost = 'rent'")
    async with works() as (session, hand):
        assert (await the_paper(session, hand, household, "lease", "rent")).due_on == date(2026, 2, 18)


async def test_what_every_cost_waits_for_moves_with_the_first_of_them_and_what_none_waits_for_stands(
    works: Works, household: UUID, admin_url: str
) -> None:
    async def due_on() -> dict[str, date]:
        async with works() as (session, hand):
            papers = await service.require(session, hand, household)
        return {one.kind: one.due_on for one in papers if not one.about}

    before = await due_on()
    assert (before["identity"], before["iban"]) == (date(2026, 1, 12), date(2026, 1, 19))
    with as_superuser(admin_url, "mandates") as connection:
        connection.execute("update cost_month set due_on = due_on + 31")
        connection.execute("update household set leefgeld_days = '{2026-02-10}'")
    after = await due_on()
    assert after == before | {
        "identity": date(2026, 2, 11), "authorisation": date(2026, 2, 11), "iban": date(2026, 1, 27),
    }  # fmt: skip


async def test_a_payment_that_moves_near_leaves_until_the_next_bank_day_once(
    works: Works, household: UUID, admin_url: str, clock: MovableClock
) -> None:
    async with works() as (session, hand):
        await service.require(session, hand, household)
    with as_superuser(admin_url) as connection:
        connection.execute("update mandates.cost_month set due_on = '2026-01-12' where cost = 'rent' and month = %s",
                           [FEBRUARY])  # fmt: skip
    for _ in range(2):
        async with works() as (session, hand):
            assert (await the_paper(session, hand, household, "lease", "rent")).due_on == date(2026, 1, 6)
        clock.move_to(clock.now().replace(day=8))


async def test_the_b12_is_there_by_the_fact_that_it_came_from_that_day_on(
    works: Works, household: UUID, admin_url: str, clock: MovableClock
) -> None:
    async with works() as (session, hand):
        b12 = await the_paper(session, hand, household, "b12")
    told_of(admin_url, date(2026, 1, 7))
    for day, state in ((6, "missing"), (7, "delivered"), (8, "delivered")):
        clock.move_to(clock.now().replace(day=day))
        async with works() as (session, hand):
            await service.require(session, hand, household)
        assert written(admin_url, b12.id).state == state
    assert [step[2:] for step in written(admin_url, b12.id).transitions] == [
        ("require", "missing", "asked_by_policy", "system"),
        ("deliver", "delivered", "known_to_schedule", "system"),
    ]


async def test_a_b12_that_came_before_anybody_asked_for_it_is_there_at_once(
    works: Works, household: UUID, admin_url: str
) -> None:
    told_of(admin_url, date(2026, 1, 2))
    async with works() as (session, hand):
        assert (await the_paper(session, hand, household, "b12")).state is PaperState.DELIVERED


async def test_a_b12_that_never_came_is_missing_again_until_it_does(
    works: Works, household: UUID, admin_url: str
) -> None:
    """Somebody else's fact was recorded by mistake; and it is late by the day on which it was to be there."""
    states = []
    for came in (date(2026, 1, 2), None, None, date(2026, 1, 5), date(2026, 1, 4)):
        told_of(admin_url, came)
        async with works() as (session, hand):
            b12 = await the_paper(session, hand, household, "b12")
        states.append((str(b12.state), b12.due_on.isoformat()))
    assert states == [
        ("delivered", "2026-01-26"), ("missing", "2026-01-26"), ("missing", "2026-01-26"),
        ("delivered", "2026-01-26"), ("delivered", "2026-01-26"),
    ]  # fmt: skip
    steps = [step[2:5] for step in written(admin_url, b12.id).transitions]
    assert steps[2:] == [("take_back", "missing", "fact_retracted"), ("deliver", "delivered", "known_to_schedule")]


async def test_a_b12_that_somebody_brought_here_stays_when_the_fact_goes(
    works: Works, household: UUID, admin_url: str
) -> None:
    async with works() as (session, hand):
        b12 = await the_paper(session, hand, household, "b12")
        await service.deliver(session, hand, household, b12.id, EVIDENCE)
    for came in (date(2026, 1, 2), None):
        told_of(admin_url, came)
        async with works() as (session, hand):
            assert (await the_paper(session, hand, household, "b12")).evidence == EVIDENCE
    assert len(written(admin_url, b12.id).transitions) == 2


async def test_a_b12_that_an_import_told_of_goes_with_the_fact_that_told_it_too(
    works: Works, household: UUID, admin_url: str
) -> None:
    async with works() as (session, hand):
        b12 = await the_paper(session, hand, household, "b12")
        await service.deliver_all(session, hand, [household])
        await service.require(session, hand, household)
    assert written(admin_url, b12.id).state == "delivered"
    for came, state in ((date(2026, 1, 2), "delivered"), (None, "missing")):
        told_of(admin_url, came)
        async with works() as (session, hand):
            assert (await the_paper(session, hand, household, "b12")).state == state


async def test_a_b12_that_is_asked_no_more_and_never_came_is_not_there(
    works: Works, household: UUID, admin_url: str
) -> None:
    told_of(admin_url, date(2026, 1, 2))
    async with works() as (session, hand):
        b12 = await the_paper(session, hand, household, "b12")
    told_of(admin_url, None)
    for cost in COSTS:
        we_pay(admin_url, household, cost, ours=False)
    async with works() as (session, hand):
        await service.require(session, hand, household)
    assert [step[2] for step in written(admin_url, b12.id).transitions] == ["require", "deliver", "take_back", "drop"]


async def test_a_cost_that_waits_tells_for_which_papers_from_whom_and_by_when(works: Works, household: UUID) -> None:
    async with works() as (session, hand):
        await service.require(session, hand, household)
        identity = await the_paper(session, hand, household, "identity")
        await service.deliver(session, hand, household, identity.id, EVIDENCE)
        found = await service.lacking(session, [household], hand.today)
        assert {cost: list(map(str, papers)) for (_, cost), papers in found.items()} == {
            "rent": ["authorisation from client by 2026-01-12", "lease from client by 2026-01-19"],
            "health_premium": [
                "authorisation from client by 2026-01-12", "customer_number from supporter by 2026-02-11",
            ],
        } | {
            cost: [
                "authorisation from client by 2026-01-12", "advance from supporter by 2026-02-02",
                "customer_number from supporter by 2026-02-02",
            ]
            for cost in ("energy", "water")
        }  # fmt: skip
        await service.deliver_all(session, hand, [household])
        assert await service.lacking(session, [household], hand.today) == {}


async def test_who_comes_late_has_until_the_next_bank_day(works: Works, household: UUID, clock: MovableClock) -> None:
    clock.move_to(clock.now().replace(month=4, day=2))
    async with works() as (session, hand):
        lease = await the_paper(session, hand, household, "lease", "rent")
    assert lease.due_on == date(2026, 4, 7), "the Tuesday after Easter"


async def test_a_paper_is_brought_by_whom_it_was_asked_of_or_by_somebody_else(
    works: Works, household: UUID, admin_url: str
) -> None:
    async with works() as (session, hand):
        lease = await the_paper(session, hand, household, "lease", "rent")
        identity = await the_paper(session, hand, household, "identity")
        brought = await service.deliver(session, hand, household, lease.id, EVIDENCE)
        await service.deliver(session, hand, household, identity.id, EVIDENCE, Person.SUPPORTER)
    assert (brought.state, brought.evidence) == (PaperState.DELIVERED, EVIDENCE)
    said = "select origin, reason_code from transition where subject_id = %s and event = 'deliver'"
    assert rows(admin_url, said, lease.id) == [("client", "client")]
    assert rows(admin_url, said, identity.id) == [("organisation", "supporter")]


async def test_why_a_paper_was_waived_stands_sealed(works: Works, household: UUID, admin_url: str) -> None:
    async with works() as (session, hand):
        await in_state(session, hand, household, PaperState.WAIVED)
    assert "tells it himself" not in str(everything(admin_url))
    assert rows(admin_url, "select count(*) from transition where note_sealed is not null") == [(1,)]


async def test_nobody_brings_what_the_registry_knows(
    works: Works, household: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    supplier = a_supplier(admin_url, organisation, ids.new_id(clock.now()))
    arrangement = ids.new_id(clock.now())
    clients.an_arrangement(admin_url, organisation, household, arrangement, "energy", supplier, "we_push")
    with as_superuser(admin_url) as connection:
        connection.execute("update mandates.arrangement set customer_number_sealed = %s", [b"sealed"])
    async with works() as (session, hand):
        asked = await authorisations.ask(session, hand, household, clients.ASKED)
        await authorisations.give(session, hand, household, asked.id, clients.IN_FULL)
        number = await the_paper(session, hand, household, "customer_number", "energy")
        signed = await the_paper(session, hand, household, "authorisation")
    assert (number.state, number.evidence) == (PaperState.DELIVERED, None)
    assert (signed.state, signed.evidence) == (PaperState.DELIVERED, clients.EVIDENCE)
    assert [step[1:5] for step in written(admin_url, signed.id).transitions] == [
        (None, "require", "missing", "asked_by_policy"),
        ("missing", "deliver", "delivered", "known_to_registry"),
    ]


async def test_another_supplier_knows_the_client_by_a_number_of_its_own(
    works: Works, household: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    suppliers = [a_supplier(admin_url, organisation, ids.new_id(clock.now()), name) for name in ("Eerste", "Tweede")]
    for supplier, month in zip(suppliers, (FEBRUARY, MARCH), strict=True):
        arrangement = ids.new_id(clock.now())
        with as_superuser(admin_url, "mandates") as connection:
            connection.execute(
                "insert into arrangement (organisation_id, id, household_id, cost, supplier_id, from_month, bills_to,"
                " customer_number_sealed, made_at, made_by) values (%s, %s, %s, 'energy', %s, %s, 'client', %s,"
                " '2026-01-05T08:00Z', 'anna')",
                [organisation, arrangement, household, supplier, month, b"sealed" if month == FEBRUARY else None],
            )
    async with works() as (session, hand):
        number = await the_paper(session, hand, household, "customer_number", "energy")
    assert number.state is PaperState.MISSING


async def test_who_refused_is_not_asked_for_a_paper_again(works: Works, household: UUID, admin_url: str) -> None:
    """What becomes of the duty of art. 56a is decided by a person, and waits for no paper."""
    async with works() as (session, hand):
        asked = await authorisations.ask(session, hand, household, clients.ASKED)
        await authorisations.refuse(session, hand, household, asked.id, clients.REFUSAL)
        paper = await the_paper(session, hand, household, "authorisation")
        assert paper.state is PaperState.WAIVED
        newer = await authorisations.ask(session, hand, household, clients.ASKED)
        await authorisations.give(session, hand, household, newer.id, clients.IN_FULL)
        await authorisations.revoke(session, hand, household, newer.id, hand.today, RefusalReason.OTHER)
        assert (await the_paper(session, hand, household, "authorisation")).state is PaperState.WAIVED
    assert written(admin_url, paper.id).transitions[-1][4:] == ("client_refused", "client")


async def test_no_cost_starts_without_its_set_and_papers_come_in_dribs(works: Works, household: UUID) -> None:
    async with works() as (session, hand):
        assert await service.complete(session, [household]) == set(), "also when nobody has asked for anything yet"
        await service.require(session, hand, household)

        async def brings(kind: str, about: str = "") -> set[str]:
            paper = await the_paper(session, hand, household, kind, about)
            await service.deliver(session, hand, household, paper.id, EVIDENCE)
            return {cost for _, cost in await service.complete(session, [household])}

        assert await brings("lease", "rent") == set()
        assert await brings("identity") == set()
        assert await brings("authorisation") == {"rent"}, "without the B12, for which no cost waits"
        assert await brings("customer_number", "energy") == {"rent"}
        assert await brings("advance", "energy") == {"rent", "energy"}
        lease = await the_paper(session, hand, household, "lease", "rent")
        await service.take_back(session, hand, household, lease.id, "it is of the former tenant")
        assert await service.complete(session, [household]) == {(household, "energy")}
        await service.waive(session, hand, household, lease.id, "the landlord tells it himself")
        assert await service.complete(session, [household]) == {(household, "rent"), (household, "energy")}


async def test_those_who_were_here_before_us_brought_everything_but_what_is_named(
    works: Works, household: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    other = a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-2", DEN_HAAG)
    elsewhere = a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-3", CAPELLE)
    every = [household, other, elsewhere]
    async with works() as (session, hand):
        assert await service.require_many(session, hand, every) == 33
    async with works(sees=frozenset({DEN_HAAG})) as (session, hand):
        but = [(other, PaperKind.ADVANCE, "water")]
        assert await service.deliver_all(session, hand, every, but=but) == 21
        assert await service.complete(session, every) == {
            (one, cost) for one in (household, other) for cost in COSTS
        } - {(other, "water")}
    causes = "select cause, count(*) from transition where event = 'deliver' group by cause"
    assert rows(admin_url, causes) == [("import", 21)]
    assert len(told(admin_url, "paper.changed")) == 33 + 21
    async with works() as (session, hand):
        assert await service.deliver_all(session, hand, [household]) == 0


async def test_two_who_bring_the_same_paper_take_turns(works: Works, household: UUID, admin_url: str) -> None:
    async with works() as (session, hand):
        lease = await the_paper(session, hand, household, "lease", "rent")

    async def brings(by: str) -> str:
        try:
            async with works(by) as (session, hand):
                await service.deliver(session, hand, household, lease.id, EVIDENCE)
        except CannotHappen as refusal:
            return refusal.detail
        return "done"

    outcomes = sorted(await asyncio.gather(brings("anna"), brings("bram")))
    assert outcomes == ["a paper that is delivered cannot deliver; it can: take_back", "done"]
    assert len(written(admin_url, lease.id).transitions) == 2


async def test_two_who_ask_at_once_ask_each_paper_once(works: Works, household: UUID, admin_url: str) -> None:
    async def asks() -> None:
        async with works() as (session, hand):
            await service.require(session, hand, household)

    await asyncio.gather(asks(), asks())
    assert rows(admin_url, "select count(*), max(changes) from paper") == [(11, 1)]


async def test_who_may_not_see_the_household_changes_no_paper(
    works: Works, household: UUID, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock
) -> None:
    async with works() as (session, hand):
        lease = await the_paper(session, hand, household, "lease", "rent")
    other = a_household(admin_url, organisation, ids.new_id(clock.now()), "ZAAK-2", DEN_HAAG)
    before = everything(admin_url)
    with pytest.raises(NoSuchHousehold):
        async with works(sees=frozenset({CAPELLE})) as (session, hand):
            await service.deliver(session, hand, household, lease.id, EVIDENCE)
    with pytest.raises(NoSuchPaper):
        async with works() as (session, hand):
            await service.deliver(session, hand, other, lease.id, EVIDENCE)
    assert changed(before, everything(admin_url)) == []


async def test_papers_of_another_organisation_are_nowhere(
    works: Works, household: UUID, strangers_household: UUID
) -> None:
    async with works() as (session, hand):
        await service.require_many(session, hand, [household, strangers_household])
        assert list(await repository.papers(session, [household, strangers_household])) == [household]
        assert await service.deliver_all(session, hand, [strangers_household]) == 0
