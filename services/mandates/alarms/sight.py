"""What the rules look at, of some households: asked in a handful of queries, however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Text, Uuid

from services.banking_days import bank_days_later
from services.database import ReadSession, Session
from services.mandate_events import AccountState, DirectDebitState, HandshakeDirection, HandshakeState
from services.mandates.accounts.account import Standing
from services.mandates.accounts.verification import VerificationResult
from services.mandates.alarms import rules
from services.mandates.alarms.alarm import ROOM_TO_ACT, UNKNOWN_ANSWER_DAYS, Finding, raised_from
from services.mandates.alarms.rules import DueCost, NotAsked, OfCost, Silent
from services.mandates.alarms.unplanned import Unplanned, no_plan_pays, unplanned
from services.mandates.alarms.watched import Unproved, unproved, watched_not_answered, watched_not_paid
from services.mandates.arrangements import repository as arranged
from services.mandates.arrangements.handshake import Handshake
from services.mandates.arrangements.handshake_repository import handshakes_of
from services.mandates.arrangements.mismatch import Collection as Drawn
from services.mandates.arrangements.mismatch import PlannedMonth, SupplierWord, mismatches
from services.mandates.arrangements.payer import PayerEntry, PayerMonth, by_cost, holds_in
from services.mandates.arrangements.payer_repository import entries_of
from services.mandates.authorisations.authorisation import Authorisation
from services.mandates.authorisations.repository import in_force
from services.mandates.direct_debits.direct_debit import DirectDebit, OnAccount
from services.mandates.direct_debits.repository import mandates_of
from services.mandates.intake.paper import LackingPaper
from services.mandates.intake.paper_service import lacking
from services.months import first_day, month_of

AHEAD = timedelta(days=45)
"""So far ahead due days are looked at; farther where the slowest supplier needs longer."""

BEHIND = timedelta(days=366)
"""So far back days that have passed are looked at, and so long an alarm about one stands: relief lasts six months, and
an extension as long again. What nobody put right in a year is a debt, and for those who deal with debts.
"""

_IDS = bindparam("ids", type_=ARRAY(Uuid))
_SLOWEST = text("select coalesce(max(answer_days), 0) from supplier")
_SAID_SINCE = """
    (said.last_at >= due.seen_at) is true and (exists (
        select from handshake as word where word.organisation_id = due.organisation_id
        and word.household_id = due.household_id and word.cost = due.cost and word.from_month <= due.month
        and word.answered_at >= due.seen_at
    ) or exists (
        select from payer_of_record as record where record.organisation_id = due.organisation_id
        and record.household_id = due.household_id and record.cost = due.cost and record.from_month <= due.month
        and record.at >= due.seen_at
    ))
"""
"""Whether a supplier answered, or somebody decided who pays, about a month that was looked at already. That is looked
up only where anything was said of the cost since: of months that have passed there are more each month.
"""
_DUE = text(
    f"""
    with said as materialized (
        select household_id, cost, max(at) as last_at from (
            select household_id, cost, answered_at as at from handshake where household_id = any(:ids)
            union all select household_id, cost, at from payer_of_record where household_id = any(:ids)
        ) as words group by household_id, cost
    ), warned as materialized (
        select household_id, about, month, harms_on from alarm where household_id = any(:ids) and state <> 'closed'
    )
    select due.household_id, due.cost, due.month, due.due_on, due.amount, due.paid_by_us, arranged.supplier_id,
        arranged.consent_most, arranged.answer_days,
        due.due_on < :today and (due.seen_at is null or {_SAID_SINCE}) as is_news
    from cost_month as due left join said using (household_id, cost) left join lateral (
        select arrangement.supplier_id, arrangement.consent_most, supplier.answer_days
        from arrangement join supplier on supplier.organisation_id = arrangement.organisation_id
            and supplier.id = arrangement.supplier_id
        where arrangement.organisation_id = due.organisation_id and arrangement.household_id = due.household_id
        and arrangement.cost = due.cost and arrangement.from_month <= due.month
        order by arrangement.from_month desc, arrangement.id desc limit 1
    ) as arranged on true
    where due.household_id = any(:ids) and due.due_on between :since and :until and (
        due.due_on >= :today or due.seen_at is null
        or (due.household_id, due.cost, due.month) in (select household_id, about, month from warned)
        or (due.household_id, due.cost, due.due_on) in (
            select household_id, about, harms_on from warned where month = 0
        )
        or {_SAID_SINCE}
    )
    order by due.household_id, due.cost, due.month
    """
).bindparams(_IDS)
_SEEN = text(
    """
    update cost_month set seen_at = :now from unnest(:households, :costs, :months) as seen (household_id, cost, month)
    where cost_month.household_id = seen.household_id and cost_month.cost = seen.cost
    and cost_month.month = seen.month
    """
).bindparams(
    bindparam("households", type_=ARRAY(Uuid)),
    bindparam("costs", type_=ARRAY(Text)),
    bindparam("months", type_=ARRAY(Integer)),
)
_ANSWER_DAYS = text("select id, answer_days from supplier where id = any(:suppliers)").bindparams(
    bindparam("suppliers", type_=ARRAY(Uuid))
)
_LEEFGELD_DAYS = text(
    "select id, leefgeld_days from household where id = any(:ids) and leefgeld_days <> '{}'"
).bindparams(_IDS)
_ACCOUNTS = text(
    """
    select coalesce(supplier_id, household_id) as owner, id, state, valid_from, valid_until, verification, decided_at
    from account where supplier_id = any(:suppliers) or household_id = any(:ids)
    """
).bindparams(_IDS, bindparam("suppliers", type_=ARRAY(Uuid)))
_USES = text(
    """
    select distinct on (household_id, cost) household_id, cost, amount from expected_use
    where household_id = any(:ids) order by household_id, cost, number desc
    """
).bindparams(_IDS)


class Sight(NamedTuple):
    """Of some households: the cost-months that are looked at, and beside them all that a rule may ask.

    `news` are those of them that fell due since they were last looked at, or of which somebody said something since;
    `leefgeld_days` are those of each household from `BEHIND` on; `accounts` are of suppliers and of households. Due
    days up to `until` are in sight; the `slowest` supplier answers in so many bank days.
    """

    due: Sequence[DueCost]
    news: Sequence[DueCost]
    leefgeld_days: Mapping[UUID, Sequence[date]]
    record: Sequence[PayerMonth]
    words: Sequence[SupplierWord]
    silent: Sequence[Silent]
    not_asked: Sequence[NotAsked]
    mandates: Mapping[OfCost, Sequence[DirectDebit]]
    accounts: Mapping[UUID, Sequence[Standing]]
    uses: Mapping[OfCost, int]
    answers: Mapping[UUID, Authorisation]
    lacking: Mapping[OfCost, Sequence[LackingPaper]]
    unplanned: Sequence[Unplanned]
    unproved: Sequence[Unproved]
    slowest: int
    until: date

    def findings(self, today: date) -> Iterator[Finding]:
        """What all the rules see. Most of them have to do with the months of which somebody is to be told by now: about
        half of those that are looked at.
        """
        near = [one for one in self.due if today >= raised_from(one.due_on, one.answer_days)]
        planned = [PlannedMonth(*one.of_cost, one.month, one.due_on, one.paid_by_us) for one in near]
        drawn = [_drawn(one) for of_cost in self.mandates.values() for one in of_cost]
        at_odds = mismatches(planned, self.record, drawn, self.words)
        yield from rules.two_payers(near, at_odds, today)
        yield from rules.no_payer(near, at_odds, today)
        yield from rules.supplier_silent(self.silent)
        yield from rules.supplier_not_asked(self.not_asked, today)
        yield from rules.mandate_dormant(near, self.mandates, today)
        yield from rules.amount_beyond_consent(near, today)
        yield from rules.account_not_verified(near, self.accounts, today)
        yield from rules.leefgeld_not_verified(self.leefgeld_days, self.accounts, today)
        yield from rules.advance_too_low(self.due, self.uses, today)
        yield from rules.authorisation_refused(near, self.answers, today)
        yield from rules.exempted_and_still_ours(near, self.answers, today)
        yield from rules.papers_missing(near, self.lacking, today)
        yield from no_plan_pays(self.unplanned, today)
        yield from watched_not_answered(self.unproved, today)
        yield from watched_not_paid(self.unproved, today)


async def sight_of(session: ReadSession, household_ids: Collection[UUID], today: date) -> Sight:
    """All that the rules may ask of these households."""
    ids = list(set(household_ids))
    slowest = max((await session.execute(_SLOWEST)).scalar_one(), UNKNOWN_ANSWER_DAYS)
    until = max(today + AHEAD, bank_days_later(today, slowest + ROOM_TO_ACT))
    due, news = await _due(session, ids, today, until)
    last = max((one.month for one in due), default=0)
    kept = await entries_of(session, ids, max(last, month_of(today + AHEAD)))
    record = _record(due, kept)
    handshakes = await handshakes_of(session, ids)
    return Sight(
        _with_payers(due, record),
        news,
        await _leefgeld_days(session, ids, today - BEHIND),
        record,
        [SupplierWord.of(one) for one in handshakes],
        await _silent(session, handshakes, today),
        await _not_asked(session, handshakes),
        _by_cost(await mandates_of(session, ids)),
        await _accounts(session, {one.supplier_id for one in due if one.supplier_id}, ids),
        {(row.household_id, row.cost): row.amount for row in await session.execute(_USES, {"ids": ids})},
        await in_force(session, ids),
        await lacking(session, ids, today),
        await unplanned(session, ids, kept, handshakes, today - BEHIND, today + AHEAD),
        await unproved(session, ids, today - BEHIND),
        slowest,
        until,
    )


async def seen(session: Session, news: Collection[DueCost], now: datetime) -> None:
    """Note of what fell due in these (held) households that the rules have looked at it: once is enough, until somebody
    says something about it again.
    """
    if news:
        households, costs, months = zip(*((one.household_id, one.cost, one.month) for one in news), strict=True)
        given = {"households": list(households), "costs": list(costs), "months": list(months), "now": now}
        await session.execute(_SEEN, given)


async def _due(session: ReadSession, ids: list[UUID], today: date, until: date) -> tuple[list[DueCost], list[DueCost]]:
    """Those that are looked at, and those of them that are news after their day."""
    asked = {"ids": ids, "today": today, "until": until, "since": today - BEHIND}
    found = [(_due_cost(row), row.is_news) for row in await session.execute(_DUE, asked)]
    return [one for one, _ in found], [one for one, is_news in found if is_news]


def _due_cost(row: Any) -> DueCost:
    return DueCost(
        row.household_id,
        row.cost,
        row.month,
        row.due_on,
        row.amount,
        row.paid_by_us,
        UNKNOWN_ANSWER_DAYS if row.answer_days is None else row.answer_days,
        row.supplier_id,
        row.consent_most,
    )


async def _leefgeld_days(session: ReadSession, ids: list[UUID], since: date) -> dict[UUID, list[date]]:
    rows = await session.execute(_LEEFGELD_DAYS, {"ids": ids})
    return {row.id: [day for day in row.leefgeld_days if day >= since] for row in rows}


def _record(due: Iterable[DueCost], kept: Mapping[UUID, Sequence[PayerEntry]]) -> list[PayerMonth]:
    """Who pays each of these cost-months; those that have passed may lie far from those that are near."""
    of_costs = {household_id: by_cost(entries) for household_id, entries in kept.items()}
    held = ((one.month, holds_in(of_costs.get(one.household_id, {}).get(one.cost, ()), one.month)) for one in due)
    return [PayerMonth(month, entry) for month, entry in held if entry is not None]


def _with_payers(due: Iterable[DueCost], record: Iterable[PayerMonth]) -> list[DueCost]:
    held = {(one.entry.household_id, one.entry.cost, one.month): one.payer for one in record}
    return [one._replace(payer=held.get((*one.of_cost, one.month))) for one in due]


async def _silent(session: ReadSession, handshakes: Iterable[Handshake], today: date) -> list[Silent]:
    late = [one for one in handshakes if one.state is HandshakeState.OVERDUE or one.lapses_by(today)]
    if not late:
        return []
    due_on = await arranged.due_on(session, {one.household_id for one in late})
    return [
        Silent(*key, one.deadline, due_on.get(key, first_day(one.from_month)))
        for one in late
        for key in [(one.household_id, one.cost, one.from_month)]
    ]


async def _not_asked(session: ReadSession, handshakes: Iterable[Handshake]) -> list[NotAsked]:
    """Those that were prepared to hand back; the month after the last one of the plan is due on its first day."""
    back, prepared = HandshakeDirection.HANDING_BACK, HandshakeState.PREPARED
    waiting = [one for one in handshakes if one.direction is back and one.state is prepared]
    if not waiting:
        return []
    due_on = await arranged.due_on(session, {one.household_id for one in waiting})
    rows = await session.execute(_ANSWER_DAYS, {"suppliers": list({one.supplier_id for one in waiting})})
    answer_days = {row.id: row.answer_days for row in rows}
    return [
        NotAsked(*key, due_on.get(key, first_day(one.from_month)), answer_days[one.supplier_id])
        for one in waiting
        for key in [(one.household_id, one.cost, one.from_month)]
    ]


async def _accounts(
    session: ReadSession, suppliers: Collection[UUID], households: Collection[UUID]
) -> dict[UUID, list[Standing]]:
    found: dict[UUID, list[Standing]] = defaultdict(list)
    asked = {"suppliers": list(suppliers), "ids": list(households)}
    for row in await session.execute(_ACCOUNTS, asked):
        found[row.owner].append(_standing(row))
    return found


def _standing(row: Any) -> Standing:
    verification = row.verification and VerificationResult(row.verification)
    return Standing(row.id, AccountState(row.state), row.valid_from, row.valid_until, verification, row.decided_at)


def _by_cost(mandates: Mapping[UUID, Iterable[DirectDebit]]) -> dict[OfCost, list[DirectDebit]]:
    found: dict[OfCost, list[DirectDebit]] = defaultdict(list)
    for of_household in mandates.values():
        for one in of_household:
            found[one.household_id, str(one.cost)].append(one)
    return found


def _drawn(one: DirectDebit) -> Drawn:
    return Drawn(
        one.household_id,
        str(one.cost),
        one.supplier_id,
        one.on_account is OnAccount.ORGANISATION,
        one.state is DirectDebitState.ACTIVE,
        one.terms.valid_from,
        one.terms.valid_until,
    )
