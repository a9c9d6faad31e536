"""Why a month of benefit is worth what it is. Rules 1 to 3 of the plan; `payouts.py` says when it is paid."""

from services.months import days_in, last_day
from services.schedule.planning.benefit import BenefitMonth
from services.schedule.planning.case import CoaTreatment
from services.schedule.planning.explanation import articles
from services.schedule.planning.explanation.answer import Explanation, Input, Unit
from services.schedule.planning.explanation.insight import Insight, NormInForce
from services.schedule.planning.explanation.kinds import norm_name
from services.schedule.planning.explanation.parts import in_words
from services.schedule.planning.explanation.wording import (
    NOTHING,
    Text,
    day_in_full,
    in_euros,
    month_in_full,
    number,
    per_cent,
    say,
    so_many_days,
)

_UNVERIFIED = Text(", a figure that nobody has verified yet", ", een bedrag dat nog niemand heeft gecontroleerd")
_WHOLE_MONTH = Text("norm for the whole month", "norm voor de hele maand")
_COA = Text("deduction for COA", "aftrek voor COA")
_KEPT = Text("holiday allowance", "vakantietoeslag")


def days(insight: Insight, month: BenefitMonth, path: str) -> Explanation:
    """For how many days of the month there is a right."""
    starts_on, whole = insight.case.benefit.starts_on, days_in(month.month)
    words = {"month": month_in_full(month.month), "days": so_many_days(month.days), "start": day_in_full(starts_on)}
    if month.days == whole:
        sentence = say(
            "In {month} there is a right to benefit on all {days}.",
            "In {month} is er op alle {days} recht op uitkering.",
            **words,
        )
    elif month.days == 1:
        sentence = say(
            "In {month} there is a right to benefit for {days}: {start}.",
            "In {month} is er {days} recht op uitkering: {start}.",
            **words,
        )
    else:
        sentence = say(
            "In {month} there is a right to benefit for {days}: from {start} up to and including {last}.",
            "In {month} is er {days} recht op uitkering: van {start} tot en met {last}.",
            last=day_in_full(last_day(month.month)),
            **words,
        )
    inputs = (
        Input.day(Text("first day of the right", "eerste dag van het recht"), starts_on),
        Input(Text("days in the month", "dagen in de maand"), whole, Unit.DAYS),
    )
    return Explanation(path, month.days, sentence, 1, (articles.FIRST_DAY,), inputs)


def gross(insight: Insight, month: BenefitMonth, path: str) -> Explanation:
    """The norm for the days with a right."""
    norm, whole = insight.norm_in(month.month), days_in(month.month)
    words = {
        "month": month_in_full(month.month),
        "amount": in_euros(month.gross),
        "who": norm_name(norm.kind),
        "norm": in_euros(norm.amount),
        "unverified": NOTHING if norm.of.verified else _UNVERIFIED,
    }
    if month.days == whole:
        sentence = say(
            "The benefit for {month} before deductions is {amount}, the norm for {who}{unverified}.",
            "De uitkering voor {month} is vóór aftrek {amount}, de norm voor {who}{unverified}.",
            **words,
        )
    else:
        sentence = say(
            "The benefit for {month} before deductions is {amount}: {days} of {whole} days of the norm for {who}, "
            "{norm} a month{unverified}.",
            "De uitkering voor {month} is vóór aftrek {amount}: {days} van de {whole} dagen van de norm voor {who}, "
            "{norm} per maand{unverified}.",
            days=number(month.days),
            whole=number(whole),
            **words,
        )
    inputs = (
        *_norm_inputs(insight, norm),
        Input(
            Text("days with a right", "dagen met recht"),
            month.days,
            Unit.DAYS,
            figures=(_pointer(insight, month, "days"),),
        ),
        Input(Text("days in the month", "dagen in de maand"), whole, Unit.DAYS),
    )
    return Explanation(path, month.gross, sentence, 1, (articles.of_norm(norm.kind), articles.PER_MONTH), inputs)


def coa_deducted(insight: Insight, month: BenefitMonth, path: str) -> Explanation:
    """What the days on which COA paid too take off, or why nothing comes off."""
    if not month.coa_deducted:
        return _nothing_deducted(insight, month, path)
    daily = insight.case.coa.daily_amount
    is_capped = month.days * daily > month.coa_deducted
    restored_on = _restored_on(insight)
    sentence = say(
        "{amount} comes off the benefit for {month}, because COA paid too: {days} at {daily} a day{capped}{restored}.",
        "Van de uitkering voor {month} gaat {amount} af, omdat COA ook betaalde: {days} van {daily}{capped}{restored}.",
        amount=in_euros(month.coa_deducted),
        month=month_in_full(month.month),
        days=so_many_days(month.days),
        daily=in_euros(daily),
        capped=Text(", but never more than the benefit", ", maar nooit meer dan de uitkering")
        if is_capped
        else NOTHING,
        restored=restored_on,
    )
    return Explanation(path, month.coa_deducted, sentence, 2, (articles.MEANS,), _coa_inputs(insight, month))


def holiday_allowance(insight: Insight, month: BenefitMonth, path: str) -> Explanation:
    """What is kept back until June."""
    norms, base = insight.norms.set_in(month.month), month.gross - month.coa_deducted
    sentence = say(
        "{amount} of the benefit for {month} is kept back as holiday allowance: {share} of {base}{unverified}.",
        "Van de uitkering voor {month} wordt {amount} bewaard als vakantietoeslag: {share} van {base}{unverified}.",
        amount=in_euros(month.holiday_allowance),
        month=month_in_full(month.month),
        share=per_cent(norms.holiday_share),
        base=in_euros(base),
        unverified=NOTHING if norms.verified else _UNVERIFIED,
    )
    inputs = (
        Input(
            Text("share of holiday allowance", "deel vakantietoeslag"),
            norms.holiday_share,
            Unit.THOUSANDTHS,
            source=norms.source,
            verified=norms.verified,
        ),
        Input(
            Text("benefit after deduction", "uitkering na aftrek"),
            base,
            figures=(_pointer(insight, month, "gross"), _pointer(insight, month, "coaDeducted")),
        ),
    )
    law = (articles.HOLIDAY_ALLOWANCE, articles.PER_MONTH)
    return Explanation(path, month.holiday_allowance, sentence, 3, law, inputs)


def payable(insight: Insight, month: BenefitMonth, path: str) -> Explanation:
    """What is paid out for the month."""
    parts = payable_parts(insight, month)
    words = {"month": month_in_full(month.month), "amount": in_euros(month.payable)}
    if month.month in insight.case.benefit.actual:
        sentence = say(
            "For {month} {amount} of benefit is paid, because that is what the benefit system really pays.",
            "Voor {month} wordt {amount} uitkering betaald, omdat de uitkeringsadministratie dat echt betaalt.",
            **words,
        )
    else:
        sentence = say(
            "For {month} {amount} of benefit is paid: {parts}.",
            "Voor {month} wordt {amount} uitkering betaald: {parts}.",
            parts=in_words(parts),
            **words,
        )
    return Explanation(path, month.payable, sentence, 3, (articles.PER_MONTH,), tuple(parts))


def payable_parts(insight: Insight, month: BenefitMonth) -> list[Input]:
    """What a month pays, as parts: the benefit less what comes off, or what the benefit system says it pays."""
    if month.month in insight.case.benefit.actual:
        name = Text("payment by the benefit system", "betaling door de uitkeringsadministratie")
        return [Input.part(name, month.payable)]
    return [
        Input.part(_norm_for_days(month), month.gross, _pointer(insight, month, "gross")),
        Input.part(_COA, -month.coa_deducted, _pointer(insight, month, "coaDeducted")),
        Input.part(_KEPT, -month.holiday_allowance, _pointer(insight, month, "holidayAllowance")),
    ]


def _norm_for_days(month: BenefitMonth) -> Text:
    whole = days_in(month.month)
    if month.days == whole:
        return _WHOLE_MONTH
    return say(
        "norm for {days} of {whole} days",
        "norm voor {days} van de {whole} dagen",
        days=number(month.days),
        whole=number(whole),
    )


def _pointer(insight: Insight, month: BenefitMonth, field: str) -> str:
    return f"/benefitMonths/{insight.benefit_months.index(month)}/{field}"


def _norm_inputs(insight: Insight, norm: NormInForce) -> list[Input]:
    """The norm, and what it follows from where no table lists it."""
    found = [_set(Text("norm a month", "norm per maand"), norm.amount, norm)]
    if norm.kind.startswith("cost_sharer"):
        found.append(_set(Text("norm for a couple", "norm voor een stel"), norm.of.norms["couple"], norm))
    if norm.kind == "youth_with_top_up" and norm.of.youth_top_up is not None:
        found.append(_set(Text("norm for 18 to 20", "norm voor 18 tot en met 20"), norm.of.norms["youth"], norm))
        found.append(_set(Text("top-up for 18 to 20", "aanvulling voor 18 tot en met 20"), norm.of.youth_top_up, norm))
        found.append(
            _set(Text("norm for a single adult", "norm voor een alleenstaande"), norm.of.norms["single"], norm)
        )
    return found


def _set(name: Text, cents: int, norm: NormInForce) -> Input:
    """An amount that the law sets, with its source."""
    return Input(name, cents, source=norm.of.source, verified=norm.of.verified)


def _coa_inputs(insight: Insight, month: BenefitMonth) -> tuple[Input, ...]:
    received, processed_on = insight.case.coa.b12_received_on, insight.b12_processed_on
    found = [
        Input(Text("days with a right", "dagen met recht"), month.days, Unit.DAYS),
        Input(Text("COA’s allowance a day", "geld van COA per dag"), insight.case.coa.daily_amount),
    ]
    if received is not None and processed_on is not None:
        found.append(Input.day(Text("B12 received", "B12 ontvangen"), received))
        found.append(Input.day(Text("B12 processed", "B12 verwerkt"), processed_on))
    return tuple(found)


def _restored_on(insight: Insight) -> Text:
    """The clause that says on which day a deduction is given back; nothing where no payout does."""
    processed_on = insight.b12_processed_on
    if processed_on is None:
        return NOTHING
    on = next((payout.on for payout in insight.plan.benefit.payouts if payout.on >= processed_on), None)
    if on is None:
        return NOTHING
    return say("; it is given back on {on}", "; dat komt terug op {on}", on=day_in_full(on))


def _nothing_deducted(insight: Insight, month: BenefitMonth, path: str) -> Explanation:
    sentence = say(
        "Nothing comes off the benefit for {month} for COA’s allowance, {because}.",
        "Er gaat niets af van de uitkering voor {month} voor het geld van COA, {because}.",
        month=month_in_full(month.month),
        because=_why_nothing(insight, month),
    )
    return Explanation(path, 0, sentence, 2, (articles.MEANS,), _coa_inputs(insight, month))


def _why_nothing(insight: Insight, month: BenefitMonth) -> Text:
    coa, processed_on = insight.case.coa, insight.b12_processed_on
    if month.month in insight.case.benefit.actual:
        return Text(
            "because the benefit system’s own amount holds for this month",
            "omdat voor deze maand het bedrag van de uitkeringsadministratie geldt",
        )
    if coa.treatment is CoaTreatment.DEBT_ONLY:
        return Text(
            "because here it is only a debt to COA and no income",
            "omdat het hier alleen een schuld bij COA is en geen inkomen",
        )
    if processed_on is not None and month.paid_on >= processed_on:
        return say(
            "because the B12 was processed on {on}, in time for this payout",
            "omdat de B12 op {on} was verwerkt, op tijd voor deze betaling",
            on=day_in_full(processed_on),
        )
    return Text("because COA pays nothing a day", "omdat COA niets per dag betaalt")
