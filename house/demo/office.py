"""The office of the registry: how households are taken in there, and what its people plan and do from day to day.

Households come in with a team, with whatever the client pays himself until a supplier has confirmed, with direct debits
that existed before, with the costs that a client refused, and with papers that are brought one by one.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Text, Uuid

from house.caseload.life import KnownPayee
from house.caseload.suppliers import SUPPLIERS, Supplier
from house.demo.agenda import Agenda, Deed
from house.demo.intake import Intake
from house.demo.registry_desk import CASE_MANAGER, REGISSEUR, AtDesk, at_desk, bring_papers
from house.demo.suppliers import EVIDENCE, creditor_id, expect_answer, register_suppliers
from house.demo.world import World
from sandbox.draw import Draw
from services.mandate_events import HandshakeState, Payer
from services.mandates.arrangements import handshake_repository, payer_service, repository
from services.mandates.arrangements import handshake_service as handshakes
from services.mandates.arrangements import service as arranging
from services.mandates.arrangements.arrangement import BillsTo, Terms
from services.mandates.arrangements.handshake_service import WantedHandshake
from services.mandates.arrangements.payer_service import PayerWish
from services.mandates.arrangements.service import WantedArrangement
from services.mandates.authorisations import service as authorisations
from services.mandates.authorisations.authorisation import Given, Language, Refusal, RefusalReason
from services.mandates.costs import Cost
from services.mandates.direct_debits import repository as mandates
from services.mandates.direct_debits import service as direct_debits
from services.mandates.direct_debits.direct_debit import OnAccount
from services.mandates.direct_debits.import_reading import Read
from services.mandates.direct_debits.import_row import ImportedMandate
from services.mandates.direct_debits.import_service import import_mandates
from services.mandates.intake import team_service
from services.mandates.intake.team import TeamRole
from services.months import Month, first_day, month_of

_PULLED_BY, _PULLED_IN = 8, "dongemond"
"""One supplier takes no transfers there: it pulls, by mandates on the municipality's own account."""
_TEAM = {TeamRole.CONTACT: CASE_MANAGER, TeamRole.REGISSEUR: REGISSEUR}
_WITHHELD, _WITHHELD_IN = "rent", "waterland"
_BY_NAME = {one.name: one for one in SUPPLIERS}
_ENDS = text(
    """
    select household_id, cost, first_without from (
        select household_id, cost, max(month) + 1 as first_without from cost_month where paid_by_us
        group by household_id, cost
    ) as paid cross join lateral (
        select payer from payer_of_record as one where one.household_id = paid.household_id and one.cost = paid.cost
        and one.from_month <= first_without order by from_month desc, sequence desc limit 1
    ) as record
    where payer in ('we_push', 'benefit_system_withholds', 'supplier_pulls')
    and first_without between :this_month + 1 and :this_month + case cost
        when 'water' then 3 when 'energy' then 3 when 'health_premium' then 2 else 1 end
    and (
        exists (
            select from cost_month as later where later.household_id = paid.household_id and later.cost = paid.cost
            and later.month = first_without
        ) or exists (select from household where id = paid.household_id and policy = 'den-haag')
    )
    and not exists (
        select from handshake where handshake.household_id = paid.household_id and handshake.cost = paid.cost
        and direction = 'handing_back' and from_month = first_without
    )
    order by household_id, cost
    """
)
"""What we pay for the last time soon, and the client goes on with: the smallest bills first, the roof last. In Den Haag
all four are handed back one by one before the relief ends, although no plan goes on after it.
"""
_HELD = text(
    """
    select wanted.household_id, wanted.cost, held.id, exists (
        select from handshake where handshake.household_id = wanted.household_id
        and handshake.cost = wanted.cost and state in ('prepared', 'asked', 'overdue')
    ) as is_asked
    from unnest(:households, :costs, :months) as wanted (household_id, cost, month)
    cross join lateral (
        select id from arrangement where arrangement.household_id = wanted.household_id
        and arrangement.cost = wanted.cost and from_month <= wanted.month order by from_month desc, id desc limit 1
    ) as held
    """
).bindparams(
    bindparam("households", type_=ARRAY(Uuid)),
    bindparam("costs", type_=ARRAY(Text)),
    bindparam("months", type_=ARRAY(Integer)),
)
_WELL_USED, _LONG_UNUSED = date(2025, 12, 1), date(2023, 5, 15)
_SINCE = date(2023, 1, 1)
_PAYS_HIMSELF = "the client pays this himself until the supplier has confirmed that we do"


class Wish(NamedTuple):
    """From a month on somebody else is to pay a cost of a household."""

    household_id: UUID
    cost: str
    payer: Payer
    month: Month


class Office:
    """Its people, and what they still have to do; `numbers` are those of the households that they know."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.agenda = Agenda()
        self.suppliers: dict[str, UUID] = {}
        self.numbers: dict[UUID, int] = {}
        self.to_come: set[tuple[UUID, str]] = set()
        self._payees: dict[tuple[UUID, str], KnownPayee] = {}
        self._seed = seed

    async def open(self) -> None:
        """Before the first household comes the suppliers are known."""
        self.suppliers = await register_suppliers(self.world)

    def draw(self, household_id: UUID, about: str) -> Draw:
        """The chances of one thing that happens around a household."""
        return Draw(self._seed, self.numbers[household_id], f"registry/{about}")

    async def take_in(self, came: Sequence[tuple[UUID, Intake]]) -> None:
        """Everything that the registry is told of households by hand, on the day on which they are handed in."""
        self.numbers |= {household_id: intake.household.life.number for household_id, intake in came}
        async with at_desk(self.world, CASE_MANAGER) as desk:
            households = [household_id for household_id, _ in came]
            await team_service.join_all(desk.session, desk.hand, households, _TEAM, desk.hand.today)
            await self._arrange_what_clients_pay(desk, came)
            await import_mandates(desk.session, desk.hand, list(_mandates(came, desk.hand.today)))
            await self.ask_suppliers(desk, [wish for one in came for wish in await self._taken_over(desk, *one)])
            for household_id, intake in came:
                await _withhold(desk, household_id, intake)
                await _authorise(desk, household_id, intake)
        await self._let_supplier_pull([one for one in came if _pulled(one[1])])
        for household_id, intake in came:
            self._payees |= {(household_id, one.cost): one for one in intake.bills}
            for paper in intake.household.missing:
                self.to_come.add((household_id, paper.kind))
                self.agenda.expect(paper.on, CASE_MANAGER, self._brings(household_id, paper.kind))

    async def ask_suppliers(self, desk: AtDesk, wishes: Sequence[Wish]) -> None:
        """Ask the supplier of each of these costs whether somebody else may pay it from a month on; once at a time."""
        if not wishes:
            return
        households, costs, _, months = map(list, zip(*wishes, strict=True))
        found = await desk.session.execute(_HELD, {"households": households, "costs": costs, "months": months})
        free = {(one.household_id, one.cost): one.id for one in found if not one.is_asked}
        wanted = {
            WantedHandshake(free[one.household_id, one.cost], one.payer, one.month): one
            for one in wishes
            if (one.household_id, one.cost) in free
        }
        if wanted:
            made = await handshakes.prepare_all(desk.session, desk.hand, list(wanted))
            asked = await handshakes.ask_all(desk.session, desk.hand, [one.id for one in made])
            for one, wish in zip(asked, wanted.values(), strict=True):
                about = f"{wish.cost}/{wish.payer}/{wish.month}"
                expect_answer(self.agenda, self.draw(wish.household_id, about), one)

    async def ask_what_was_prepared(self, desk: AtDesk, costs: Sequence[tuple[UUID, str]]) -> None:
        """Ask the suppliers of these costs what was prepared for the plan: from when on they collect from the client
        again.
        """
        known = await handshake_repository.handshakes_of(desk.session, {household_id for household_id, _ in costs})
        wanted = [
            one for one in known if (one.household_id, one.cost) in costs and one.state is HandshakeState.PREPARED
        ]
        if wanted:
            for asked in await handshakes.ask_all(desk.session, desk.hand, [one.id for one in wanted]):
                about = f"{asked.cost}/{asked.payer}/{asked.from_month}/prepared"
                expect_answer(self.agenda, self.draw(asked.household_id, about), asked)

    async def arrange(self, desk: AtDesk, household_id: UUID, cost: str) -> None:
        """The plan pays a cost all of a sudden that no caseload spoke of: its bill tells whom it goes to."""
        payee = self._payees.get((household_id, cost))
        if payee is not None:
            terms = Terms(self.suppliers[payee.name], None, payee.reference, BillsTo.CLIENT, None)
            wanted = WantedArrangement(household_id, cost, month_of(_SINCE), terms, Payer.WE_PUSH)
            await arranging.arrange(desk.session, desk.hand, wanted)

    async def hand_back_ahead(self) -> None:
        """At the end of a cost's relief suppliers are asked in time to collect from the client again; mostly."""
        world = self.world
        async with at_desk(world, CASE_MANAGER) as desk:
            ends = (await desk.session.execute(_ENDS, {"this_month": month_of(desk.hand.today)})).all()
            wishes = [
                Wish(household_id, cost, Payer.CLIENT_PAYS_WATCHED, month)
                for household_id, cost, month in ends
                if household_id in self.numbers and not self.draw(household_id, f"forgotten/{cost}").percent(20)
            ]
            await self.ask_suppliers(desk, wishes)

    async def _arrange_what_clients_pay(self, desk: AtDesk, came: Sequence[tuple[UUID, Intake]]) -> None:
        """What no policy here pays is arranged all the same where a supplier draws it: who pays it is on record."""
        wanted = [
            WantedArrangement(
                household_id,
                payee.cost,
                month_of(_SINCE),
                Terms(self.suppliers[payee.name], None, payee.reference, BillsTo.CLIENT, None),
                Payer.CLIENT_PAYS,
            )
            for household_id, intake in came
            for payee in intake.drawn_by
            if payee.cost not in intake.ours
        ]
        await arranging.arrange_many(desk.session, desk.hand, wanted)

    async def _taken_over(self, desk: AtDesk, household_id: UUID, intake: Intake) -> list[Wish]:
        if not intake.taken_over:
            return []
        known = await repository.arrangements_of(desk.session, desk.hand.keyring, [household_id])
        since = {one.cost: one.from_month for one in known.get(household_id, [])}
        for cost in intake.taken_over:
            wish = PayerWish(cost, Payer.CLIENT_PAYS, since[cost], _PAYS_HIMSELF)
            await payer_service.decide_payer(desk.session, desk.hand, household_id, wish)
        month = _next_month(intake, desk.hand.today)
        return [Wish(household_id, cost, Payer.WE_PUSH, month) for cost in intake.taken_over]

    async def _let_supplier_pull(self, came: Sequence[tuple[UUID, Intake]]) -> None:
        async with at_desk(self.world, REGISSEUR) as (session, hand):
            found = await mandates.mandates_of(session, [household_id for household_id, _ in came])
            for household_id, intake in came:
                for one in found[household_id]:
                    if one.on_account is OnAccount.ORGANISATION:
                        await direct_debits.approve(session, hand, household_id, one.id)
                        wish = PayerWish(
                            one.cost,
                            Payer.SUPPLIER_PULLS,
                            _next_month(intake, hand.today),
                            "it takes no transfers",
                            one.id,
                        )
                        await payer_service.decide_payer(session, hand, household_id, wish)

    def _brings(self, household_id: UUID, kind: str) -> Deed:
        async def deed(desk: AtDesk) -> None:
            self.to_come.discard((household_id, kind))
            await bring_papers(desk, household_id, kind)

        return deed


def _next_month(intake: Intake, today: date) -> Month:
    """The first month that is still wholly to come, for whoever has come by then."""
    return month_of(max(today, intake.household.life.leaves_on)) + 1


def _pulled(intake: Intake) -> bool:
    return bool(list(_pulls(intake)))


def _pulls(intake: Intake) -> Iterable[tuple[str, Supplier]]:
    if intake.household.life.policy.name == _PULLED_IN:
        handed_in_on = intake.household.life.handed_in_on
        for one in intake.household.payees:
            supplier = _BY_NAME.get(one.name)
            if supplier is not None and supplier.number == _PULLED_BY and one.on <= handed_in_on:
                yield one.cost, supplier


async def _withhold(desk: AtDesk, household_id: UUID, intake: Intake) -> None:
    """Where the suite that pays the benefit can withhold, it pays the rent of whoever has no other arrangement."""
    life = intake.household.life
    handed_in = any(one.cost == _WITHHELD and one.on <= life.handed_in_on for one in intake.household.payees)
    otherwise = {*intake.taken_over, *(one.cost for one in intake.drawn_by)}
    if life.policy.name == _WITHHELD_IN and handed_in and _WITHHELD not in otherwise:
        wish = PayerWish(
            _WITHHELD, Payer.BENEFIT_SYSTEM_WITHHOLDS, _next_month(intake, desk.hand.today), "the suite can withhold it"
        )
        await payer_service.decide_payer(desk.session, desk.hand, household_id, wish)


async def _authorise(desk: AtDesk, household_id: UUID, intake: Intake) -> None:
    """Whoever refuses something is asked and answers; for all others the caseload says that the paper is there."""
    if not intake.refused:
        return
    asked = sorted(map(Cost, intake.ours))
    put = await authorisations.ask(desk.session, desk.hand, household_id, asked)
    given, no = [one for one in asked if one not in intake.refused], RefusalReason.PAYS_BY_DIRECT_DEBIT
    if not given:
        await authorisations.refuse(desk.session, desk.hand, household_id, put.id, Refusal(no))
        return
    signed = Given(given, Language.TIGRINYA, "an interpreter", True, desk.hand.today, EVIDENCE, no)
    await authorisations.give(desk.session, desk.hand, household_id, put.id, signed)


def _mandates(came: Sequence[tuple[UUID, Intake]], today: date) -> Iterable[Read]:
    for _, intake in came:
        number, reference = intake.household.life.number, intake.household.reference
        for payee in intake.drawn_by:
            last_used = _LONG_UNUSED if (number + len(payee.cost)) % 11 == 0 else _WELL_USED
            yield Read(
                reference,
                _mandate(reference, payee.cost, _BY_NAME[payee.name], OnAccount.CLIENT, _SINCE, _SINCE, last_used),
            )
        since, signed_on = first_day(_next_month(intake, today)), intake.household.life.handed_in_on
        for cost, supplier in _pulls(intake):
            yield Read(reference, _mandate(reference, cost, supplier, OnAccount.ORGANISATION, since, signed_on, None))


def _mandate(
    reference: str,
    cost: str,
    supplier: Supplier,
    on_account: OnAccount,
    since: date,
    signed_on: date,
    last_used: date | None,
) -> ImportedMandate:
    return ImportedMandate(
        umr=f"{supplier.number:02d}-{reference}-{on_account}",
        creditor_id=creditor_id(supplier),
        valid_from=since,
        signed_on=signed_on,
        evidence=EVIDENCE.hex(),
        reference=reference,
        cost=Cost(cost),
        supplier_kvk=f"{99000000 + supplier.number}",
        on_account=on_account,
        last_used_on=last_used,
    )
