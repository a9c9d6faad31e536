"""What a proposal comes to, in a sentence that a case manager can say. Pure."""

from services.schedule.bridging.legal_basis import CARRIES
from services.schedule.bridging.proposal import Means, Proposal
from services.schedule.households.contents import Instrument, Repayment
from services.schedule.households.contents.means import RepayMode
from services.schedule.planning.explanation.kinds import cost_name
from services.schedule.planning.explanation.wording import Text, day_in_full, in_euros, listed, say
from services.schedule.planning.plan import Shortfall, ShortfallKind

_WHAT = {
    Means.MINSTAND: Text("a minstand", "een minstand"),
    Means.GRANT: Text("a grant", "bijzondere bijstand om niet"),
    Means.LOAN: Text("a loan", "een lening"),
    Means.ADVANCE: Text("an advance on the benefit", "een voorschot op de uitkering"),
    Means.DEFERRAL: Text("suppliers who wait", "leveranciers die wachten"),
}
_SHORT = {
    ShortfallKind.BELOW_MINSTAND_CAP: Text(
        "{amount} too little on the budget account", "{amount} te weinig op de rekening"
    ),
    ShortfallKind.CANNOT_LIVE_ON: Text("{amount} too little to live on", "{amount} te weinig om van te leven"),
    ShortfallKind.LATE: Text("{amount} too little to pay a bill", "{amount} te weinig om een rekening te betalen"),
    ShortfallKind.NOT_RECOVERED_AT_END: Text("{amount} below zero at the end", "{amount} tekort aan het eind"),
}
_REPAID = {
    RepayMode.NONE: Text("this plan does not pay it back", "dit plan betaalt die niet terug"),
    RepayMode.ON_FIRST_TOESLAGEN: Text(
        "it goes back out of the first toeslagen", "die gaat terug uit de eerste toeslagen"
    ),
}


def articles(means: Means) -> list[str]:
    """The articles of law that carry it, the usual one first; none where suppliers wait of their own will."""
    return [] if means is Means.DEFERRAL else [basis.article for basis in CARRIES[Instrument(means)]]


def sentence(one: Proposal) -> Text:
    """What it would take, until when, and what it leaves."""
    if one.amount is None:
        return say(
            "With {what} alone the gap is not closed: from {on} there is {short}.",
            "Met alleen {what} is het gat niet dicht: vanaf {on} is er {short}.",
            what=_WHAT[one.means],
            on=day_in_full(one.remains[0].on),
            short=_short(one.remains[0]),
        )
    if one.means is Means.DEFERRAL:
        return _waiting(one)
    if one.amount == 0:
        return say(
            "Without {what} that is foreseen nothing is short.",
            "Zonder {what}, zoals voorzien, komt er niets tekort.",
            what=_WHAT[one.means],
        )
    if one.means is Means.MINSTAND:
        return say(
            "If the budget account may stand {amount} below zero from {on} at the latest, the gap is closed; {open}.",
            "Als de budgetrekening uiterlijk vanaf {on} {amount} onder nul mag staan, is het gat dicht; {open}.",
            amount=in_euros(one.amount),
            on=day_in_full(one.on),
            open=_open(one),
        )
    return say(
        "With {what} of {amount} on {on} the gap is closed; {back}; {open}.",
        "Met {what} van {amount} op {on} is het gat dicht; {back}; {open}.",
        what=_WHAT[one.means],
        amount=in_euros(one.amount),
        on=day_in_full(one.on),
        back=_back(one),
        open=_open(one),
    )


def _waiting(one: Proposal) -> Text:
    assert one.until is not None, "bills wait until a day"
    return say(
        "If the supplier waits until {until} with {bills}, {amount} together, the gap is closed; {open}.",
        "Als de leverancier tot {until} wacht met {bills}, samen {amount}, is het gat dicht; {open}.",
        until=day_in_full(one.until),
        bills=listed([cost_name(bill.cost, bill.month) for bill in one.bills]),
        amount=in_euros(sum(bill.amount for bill in one.bills)),
        open=_open(one),
    )


def _back(one: Proposal) -> Text:
    if one.means is Means.GRANT:
        return Text("it need not be paid back", "dit hoeft niet terug")
    if one.means is Means.ADVANCE:
        return Text("it is set off against the benefit that follows", "dit gaat af van de uitkering die volgt")
    assert one.repay is not None, "a loan says how it goes back"
    return _instalments(one.repay) or _REPAID[one.repay.mode]


def _instalments(repay: Repayment) -> Text | None:
    if repay.mode is not RepayMode.INSTALMENTS:
        return None
    return Text(f"it goes back in {repay.count} instalments", f"die gaat terug in {repay.count} termijnen")


def _open(one: Proposal) -> Text:
    if one.open_at_end == 0:
        return Text("at the end nothing is owed", "aan het eind staat er niets open")
    return say(
        "at the end {amount} is owed",
        "aan het eind staat er {amount} open",
        amount=in_euros(one.open_at_end),
    )


def _short(one: Shortfall) -> Text:
    template = _SHORT[one.kind]
    return say(template.en, template.nl, amount=in_euros(one.amount))
