"""People act on alarms: after some days, as the day to act asks, and sometimes too late.

They do what the alarm is about; the alarm itself is closed by nothing else. What stands after its day is looked into a
second time: who paid that month after all?
"""

from collections.abc import Awaitable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import text

from house.demo.daily import record
from house.demo.office import Office, Wish
from house.demo.registry_desk import CASE_MANAGER, PAYEE_APPROVER, REGISSEUR, AtDesk, bring_papers
from house.demo.suppliers import confirms_by_telephone, put_account_right
from sandbox.draw import Draw, office_day
from services.mandate_events import AlarmKind, DirectDebitState, HandshakeState, Origin, Payer
from services.mandates.accounts import service as accounts
from services.mandates.arrangements import handshake_repository, payer_service
from services.mandates.arrangements.mismatch import Why
from services.mandates.arrangements.payer import OURS
from services.mandates.arrangements.payer_repository import payers
from services.mandates.arrangements.payer_service import PayerWish
from services.mandates.authorisations import repository as authorisations
from services.mandates.authorisations.authorisation import Duty
from services.mandates.authorisations.service import decide_duty
from services.mandates.direct_debits import repository as mandates
from services.mandates.direct_debits.service import revoke
from services.mandates.transitions import Because
from services.months import Month, month_of
from services.schedule.households.contents import PaidBeforeUs

_OPEN = text(
    """
    select alarm.id, household_id, kind, about, month, why, raised_on, act_by, harms_on, supplier.id as supplier_id
    from alarm left join lateral (
        select supplier_id as id from arrangement where arrangement.household_id = alarm.household_id and cost = about
        order by from_month desc, arrangement.id desc limit 1
    ) as supplier on true
    where state <> 'closed' order by alarm.id
    """
)
_STANDS = text("select state <> 'closed' from alarm where id = :id")
_IN_TIME, _LATE, _TOO_LATE = "in time", "late", "too late"
_HOW_SOON: Mapping[str, int] = {_IN_TIME: 16, _LATE: 3, _TOO_LATE: 1}
_DAY = timedelta(days=1)
_A_YEAR = 12


class Raised(NamedTuple):
    """An alarm as its owner reads it; of a cost without a supplier there is no `supplier_id`."""

    id: UUID
    household_id: UUID
    kind: AlarmKind
    about: str
    month: Month
    why: str
    raised_on: date
    act_by: date
    harms_on: date
    supplier_id: UUID | None

    @property
    def first_month(self) -> Month:
        """The month that it is about; where it names none, that of the harm."""
        return self.month or month_of(self.harms_on)


class Act(Protocol):
    """What somebody does about an alarm, at the desk of the registry."""

    def __call__(self, desk: AtDesk, one: Raised) -> Awaitable[None]: ...


class Acting:
    """Reads the alarms that were raised, and plans when somebody acts on each."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._seen: set[UUID] = set()
        self._looked_into: set[UUID] = set()
        self._called: set[UUID] = set()
        self._acts: Mapping[AlarmKind, Act] = {
            AlarmKind.NO_PAYER: self._no_payer,
            AlarmKind.TWO_PAYERS: self._two_payers,
            AlarmKind.SUPPLIER_SILENT: self._silent,
            AlarmKind.PAPERS_MISSING: _papers_missing,
            AlarmKind.AUTHORISATION_REFUSED: self._refused,
            AlarmKind.ACCOUNT_NOT_VERIFIED: self._account,
            AlarmKind.MANDATE_DORMANT: _dormant,
        }

    async def read_alarms(self) -> int:
        """Plan for every alarm that nobody read yet, and for months without a payer that have passed; how many the new
        ones were.
        """
        world, read, today = self._office.world, 0, self._office.world.clock.today()
        async with world.mandates.reading(world.organisation_id) as session:
            found = [Raised(*row) for row in await session.execute(_OPEN)]
        for one in found:
            if one.id not in self._seen and self._planned(one):
                self._seen.add(one.id)
                read += 1
            elif one.kind == AlarmKind.NO_PAYER and one.harms_on < today and one.id not in self._looked_into:
                self._looked_into.add(one.id)
                self._look_into(one, today)
        return read

    def _planned(self, one: Raised) -> bool:
        agenda, draw = self._office.agenda, self._office.draw(one.household_id, f"{one.kind}/{one.about}/{one.month}")
        if one.kind == AlarmKind.SUPPLIER_NOT_ASKED:
            about = one.household_id, one.about
            agenda.expect_with_others(_acts_on(draw, one), CASE_MANAGER, self._office.ask_what_was_prepared, about)
        elif (act := self._acts.get(AlarmKind(one.kind))) is not None:
            decides = one.kind == AlarmKind.AUTHORISATION_REFUSED or one.why == Why.SUPPLIER_GOES_ON
            agenda.expect(_acts_on(draw, one), REGISSEUR if decides else CASE_MANAGER, partial(act, one=one))
        else:
            return False
        return True

    def _look_into(self, one: Raised, today: date) -> None:
        async def deed(desk: AtDesk) -> None:
            if (await desk.session.execute(_STANDS, {"id": one.id})).scalar_one():
                await self._paid_by_client(desk, one)

        draw = self._office.draw(one.household_id, f"looked into/{one.about}/{one.month}")
        self._office.agenda.expect(office_day(today + timedelta(days=draw.randint(1, 14))), REGISSEUR, deed)

    async def _paid_by_client(self, desk: AtDesk, one: Raised) -> None:
        """It turns out that the client paid. If he did from the beginning the plan never had to; else he is put on
        record for that month.
        """
        if one.why != Why.PLAN_COUNTS_ON_US:
            wish = PayerWish(one.about, Payer.CLIENT_PAYS, one.month, "he shows that he paid it himself")
            await payer_service.decide_payer(desk.session, desk.hand, one.household_id, wish)
            return
        since = one.month - _A_YEAR
        record_of = (await payers(desk.session, [one.household_id], since, one.month)).get(one.household_id, [])
        if not any(held.entry.cost == one.about and held.payer in OURS for held in record_of):
            await record(self._office.world, one.household_id, PaidBeforeUs(until=one.harms_on, cost=one.about))

    async def _no_payer(self, desk: AtDesk, one: Raised) -> None:
        """Ask the supplier, from the month of the alarm on where that is still to come."""
        month = max(one.first_month, month_of(desk.hand.today))
        if one.why == Why.PLAN_COUNTS_ON_US:
            await self._office.ask_suppliers(desk, [Wish(one.household_id, one.about, Payer.WE_PUSH, month)])
        elif one.why == Why.PLAN_PAYS_NO_MORE:
            await self._office.ask_suppliers(
                desk, [Wish(one.household_id, one.about, Payer.CLIENT_PAYS_WATCHED, month)]
            )
        elif one.why == Why.NOT_ARRANGED:
            await self._office.arrange(desk, one.household_id, one.about)
        else:
            await _client_pays(desk, one, "the supplier no longer takes it from us")

    async def _two_payers(self, desk: AtDesk, one: Raised) -> None:
        """A direct debit of the client's is put on hold by its supplier; who refused to stop is left to collect."""
        if one.why == Why.SUPPLIER_GOES_ON:
            await _client_pays(desk, one, "the supplier goes on collecting")
        else:
            month = max(one.first_month, month_of(desk.hand.today))
            await self._office.ask_suppliers(desk, [Wish(one.household_id, one.about, Payer.WE_PUSH, month)])

    async def _silent(self, desk: AtDesk, one: Raised) -> None:
        """Somebody calls, and notes what is said."""
        for asked in await handshake_repository.handshakes_of(desk.session, [one.household_id]):
            if asked.cost == one.about and asked.state is HandshakeState.OVERDUE:
                await confirms_by_telephone(desk, asked)

    async def _refused(self, desk: AtDesk, one: Raised) -> None:
        """Two of three times the municipality pays all the same; else the client does, and it is handed back."""
        word = (await authorisations.in_force(desk.session, [one.household_id])).get(one.household_id)
        if word is not None:
            exempted = self._office.draw(one.household_id, "duty").percent(33)
            duty, why = (Duty.EXEMPTED, "he pays it himself") if exempted else (Duty.STANDS, "art. 56a asks it of us")
            await decide_duty(desk.session, desk.hand, one.household_id, word.id, duty, why)

    async def _account(self, desk: AtDesk, one: Raised) -> None:
        """The supplier is called once, whoever's alarm it is; a second person looks at its own account the next day."""
        if one.supplier_id is None or one.supplier_id in self._called or one.why != "account_mismatch":
            return
        self._called.add(one.supplier_id)
        proposed = await put_account_right(desk, one.supplier_id)

        async def approves(other: AtDesk) -> None:
            await accounts.approve(other.session, other.hand, proposed, None)

        self._office.agenda.expect(office_day(desk.hand.today + _DAY), PAYEE_APPROVER, approves)


async def _papers_missing(desk: AtDesk, one: Raised) -> None:
    await bring_papers(desk, one.household_id)


async def _client_pays(desk: AtDesk, one: Raised, reason: str) -> None:
    month = max(one.first_month, month_of(desk.hand.today))
    wish = PayerWish(one.about, Payer.CLIENT_PAYS, month, reason)
    await payer_service.decide_payer(desk.session, desk.hand, one.household_id, wish)


async def _dormant(desk: AtDesk, one: Raised) -> None:
    """Nobody draws by it any more; the client transfers the money himself."""
    for mandate in (await mandates.mandates_of(desk.session, [one.household_id])).get(one.household_id, []):
        if mandate.cost == one.about and mandate.state is DirectDebitState.ACTIVE:
            because = Because("client_asked", Origin.CLIENT)
            await revoke(desk.session, desk.hand, one.household_id, mandate.id, because)


def _acts_on(draw: Draw, one: Raised) -> date:
    """The day on which somebody acts: by the day to act, after it, or after the harm."""
    how_soon = draw.among(_HOW_SOON)
    if how_soon == _TOO_LATE:
        return office_day(one.harms_on + timedelta(days=draw.randint(1, 6)))
    if how_soon == _LATE:
        return office_day(one.act_by + timedelta(days=draw.randint(1, 4)))
    room = max((one.act_by - one.raised_on).days, 1)
    return office_day(one.raised_on + timedelta(days=draw.randint(1, room)))
