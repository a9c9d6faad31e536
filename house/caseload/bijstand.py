"""The benefit: right, decision, norm and payout day; what the benefit system really pays; debts and an advance."""

from collections.abc import Iterator
from datetime import date, timedelta

from house.caseload.life import Known, Life
from sandbox.draw import Draw
from services.banking_days import before
from services.months import Month, day_in, first_day, month_of, month_text
from services.schedule.households.contents import (
    Article,
    BenefitNorm,
    BenefitPaid,
    BridgingDecided,
    DebtKnown,
    DecisionTaken,
    Instrument,
    PayoutDayKnown,
    RightToBijstand,
)
from services.schedule.norms import norm_book
from services.schedule.planning.benefit import relief_end
from services.schedule.planning.case import Account
from services.schedule.planning.norms import NormSet

_TOP_UP = "youth_with_top_up"
_TOP_UP_FROM: Month = 2026 * 12
"""Participatiewet art. 20 lid 3, from 2026."""


def bijstand(draw: Draw, life: Life) -> Iterator[Known]:
    """What is known of the benefit of these people, and when."""
    day_0, town = life.leaves_on, life.town
    yield life.at_once(RightToBijstand(since=life.right_from, decided_on=life.decided_on))
    yield life.at_once(PayoutDayKnown(since=day_0, day=town.payout_day, month_offset=town.payout_offset))
    yield from _norms(draw, life)
    if draw.dealt("paid otherwise", {False: 28, True: 2}):
        yield _paid_otherwise(draw, life)
    if draw.dealt("debt", {False: 28, True: 2}):
        debt = DebtKnown(
            since=life.right_from, debt="damage_at_the_azc", open=draw.randint(8, 40) * 1000, instalment=2500
        )
        yield life.at_once(debt)
    if draw.dealt("advance", {False: 28, True: 2}):
        yield life.at_once(_advance(draw, life))


def decisions(draw: Draw, life: Life) -> Iterator[Known]:
    """What the office decides: art. 56a for six months, mostly in time; art. 57 for some who are not ready yet."""
    until = relief_end(life.right_from)
    decision = DecisionTaken(article=Article.ARTICLE_56A, since=life.right_from, until=until)
    late = draw.dealt("decision", {None: 28, (10, 35): 1, (60, 100): 1})
    known_on = life.handed_in_on if late is None else draw.office_day_after(life.leaves_on, *late)
    if known_on < until:
        yield Known(known_on, decision)
    if life.policy.extension and not life.leaves_early and draw.percent(8):
        longer = relief_end(until + timedelta(days=1))
        extended = DecisionTaken(article=Article.ARTICLE_57, since=until + timedelta(days=1), until=longer)
        yield Known(draw.office_day_after(until, -40, -25), extended)


def _norms(draw: Draw, life: Life) -> Iterator[Known]:
    """Some young people get the top-up at once, some when somebody asked for it, some never."""
    first, kind = month_of(life.right_from), life.kind.norm
    if not kind.startswith("youth") or life.kind.adults == 2:
        yield life.at_once(BenefitNorm(since=month_text(first), norm=kind))
        return
    with_top_up = kind == _TOP_UP
    if with_top_up and first >= _TOP_UP_FROM:
        yield life.at_once(BenefitNorm(since=month_text(first), norm=_TOP_UP))
        return
    yield life.at_once(BenefitNorm(since=month_text(first), norm="youth"))
    from_month = max(first + 1, _TOP_UP_FROM)
    if (with_top_up or draw.percent(50)) and first_day(from_month) < life.ends_on:
        asked_on = max(first_day(from_month), draw.office_day_after(life.leaves_on, 20, 70))
        yield Known(asked_on, BenefitNorm(since=month_text(from_month), norm=_TOP_UP))


def _paid_otherwise(draw: Draw, life: Life) -> Known:
    """The benefit system pays less than the norm for a month: a fine, a day of work, another norm by mistake."""
    month = month_of(life.right_from) + draw.randint(1, 3)
    norms = norm_book().set_in(month)
    amount = _without_holiday_allowance(life, month, norms) - draw.randint(30, 150) * 100
    paid_on = before(day_in(month + life.town.payout_offset, life.town.payout_day))
    return Known(
        draw.office_day_after(paid_on, -6, -4), BenefitPaid(month=month_text(month), amount=max(amount, 10000))
    )


def _without_holiday_allowance(life: Life, month: Month, norms: NormSet) -> int:
    kind = "youth" if life.kind.norm == _TOP_UP and month < _TOP_UP_FROM else life.kind.norm
    return norm_book().amount(kind, month) * (1000 - norms.holiday_share) // 1000


def _advance(draw: Draw, life: Life) -> BridgingDecided:
    """Money to live on before the first benefit (Participatiewet art. 52)."""
    on: date = life.right_from + timedelta(days=2)
    amount = draw.randint(15, 40) * 1000
    return BridgingDecided(
        instrument=Instrument.ADVANCE, decided_on=life.right_from, on=on, to=Account.CLIENT, amount=amount
    )
