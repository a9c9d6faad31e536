"""Invented people's facts for every kind of message: what the gallery shows and what the check measures."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypedDict

from services.months import parse_month
from services.notify.messages.facts import (
    Aftercare,
    B12Missing,
    B12Overdue,
    Bill,
    BillWasPaid,
    Contact,
    CostHandedBack,
    Facts,
    Income,
    Leefgeld,
    LeefgeldComing,
    LeefgeldPaid,
    MonthChanged,
    MonthOverview,
    ReliefBegins,
    ReliefEnds,
    Review,
    ToeslagenArrived,
    WentWrong,
)
from services.notify.messages.kinds import Cost, Mishap, Rhythm, Toeslag, Whereabouts


class _Every(TypedDict):
    organisation: str
    contact: Contact
    ends_on: date


_EVERY = _Every(
    organisation="Gemeente Voorbeeldstad",
    contact=Contact(name="Noor Verzonnen", phone="010 123 45 67"),
    ends_on=date(2026, 8, 7),
)
_RENT = Bill(cost=Cost.RENT, amount=65_000, on=date(2026, 3, 2), payee="Woonstichting De Invaller")
_ENERGY = Bill(cost=Cost.ENERGY, amount=14_250, on=date(2026, 3, 2), payee="Windstil Energie")
_HEALTH = Bill(cost=Cost.HEALTH_PREMIUM, amount=15_495, on=date(2026, 3, 2), payee="Zorgzaam Verzekeringen")
_WATER = Bill(cost=Cost.WATER, amount=1_850, on=date(2026, 3, 16), payee="Druppel Waterbedrijf")
_BILLS = (_RENT, _ENERGY, _HEALTH, _WATER)
_EACH_MONTH = tuple(replace(bill, on=None) for bill in _BILLS)
_LEEFGELD = Leefgeld(amount=40_000, on=date(2026, 3, 2))
_WEEKS = tuple(Leefgeld(amount=9_500, on=date(2026, 3, day)) for day in (2, 9, 16, 23, 30))

INVENTED: Mapping[str, Facts] = {
    "relief-begins": ReliefBegins(**_EVERY, begins_on=date(2026, 2, 8), bills=_EACH_MONTH, leefgeld=_LEEFGELD),
    "relief-begins-by-the-week": ReliefBegins(
        **_EVERY,
        begins_on=date(2026, 2, 8),
        bills=_EACH_MONTH[:1],
        leefgeld=_WEEKS[0],
        rhythm=Rhythm.WEEKLY,
    ),
    "month-overview": MonthOverview(
        **_EVERY,
        month=parse_month("2026-03"),
        bills=_BILLS,
        leefgeld=(_LEEFGELD,),
        balance=-25_307,
    ),
    "month-overview-with-balance": MonthOverview(
        **_EVERY,
        month=parse_month("2026-03"),
        bills=_BILLS[:1],
        leefgeld=_WEEKS,
        balance=123_456,
        sees_balance=True,
    ),
    "month-overview-with-a-minus": MonthOverview(
        **_EVERY,
        month=parse_month("2026-03"),
        bills=(),
        leefgeld=(_LEEFGELD,),
        balance=-25_307,
        sees_balance=True,
    ),
    "month-changed": MonthChanged(
        **_EVERY,
        month=parse_month("2026-03"),
        bills=_BILLS,
        bills_other=_BILLS[:1],
        leefgeld=(replace(_LEEFGELD, amount=38_250),),
        leefgeld_other=(replace(_LEEFGELD, amount=38_250),),
    ),
    "month-changed-nothing-is-paid": MonthChanged(
        **_EVERY, month=parse_month("2026-03"), bills=(), bills_gone=_BILLS, leefgeld_gone=_WEEKS
    ),
    "month-changed-bill-handed-back": MonthChanged(
        **_EVERY,
        month=parse_month("2026-03"),
        bills=_BILLS[1:],
        leefgeld=(_LEEFGELD,),
        own=_BILLS[:1],
        coming=_LEEFGELD,
    ),
    "leefgeld-coming": LeefgeldComing(**_EVERY, leefgeld=_LEEFGELD),
    "leefgeld-paid": LeefgeldPaid(**_EVERY, leefgeld=_LEEFGELD),
    "b12-missing": B12Missing(**_EVERY, due_on=date(2026, 2, 18)),
    "b12-overdue": B12Overdue(**_EVERY, due_on=date(2026, 2, 18)),
    "toeslagen-arrived": ToeslagenArrived(
        **_EVERY,
        on=date(2026, 4, 20),
        incomes=(
            Income(toeslag=Toeslag.HUURTOESLAG, amount=84_600),
            Income(toeslag=Toeslag.ZORGTOESLAG, amount=38_700),
        ),
        whereabouts=Whereabouts.WITH_US,
    ),
    "toeslagen-arrived-with-client": ToeslagenArrived(
        **_EVERY,
        on=date(2026, 4, 20),
        incomes=(
            Income(toeslag=Toeslag.KINDGEBONDEN_BUDGET, amount=31_200),
            Income(toeslag=Toeslag.KINDERBIJSLAG, amount=29_150),
            Income(toeslag=Toeslag.KINDEROPVANGTOESLAG, amount=12_000),
        ),
        whereabouts=Whereabouts.WITH_CLIENT,
    ),
    "toeslagen-arrived-by-mistake": ToeslagenArrived(
        **_EVERY,
        on=date(2026, 4, 20),
        incomes=(Income(toeslag=Toeslag.HUURTOESLAG, amount=84_600),),
        whereabouts=Whereabouts.WITH_CLIENT_BY_MISTAKE,
    ),
    "cost-handed-back": CostHandedBack(**_EVERY, bill=replace(_WATER, on=None), from_on=date(2026, 6, 1)),
    "bill-was-paid": BillWasPaid(**_EVERY, bill=_ENERGY),
    "payment-late": WentWrong(
        **_EVERY, mishap=Mishap.PAYMENT_LATE, cost=Cost.RENT, amount=65_000, mended_on=date(2026, 3, 5)
    ),
    "payment-came-back": WentWrong(
        **_EVERY, mishap=Mishap.PAYMENT_CAME_BACK, cost=Cost.HEALTH_PREMIUM, amount=15_495, mended_on=date(2026, 3, 11)
    ),
    "leefgeld-late": WentWrong(**_EVERY, mishap=Mishap.LEEFGELD_LATE, amount=40_000, mended_on=date(2026, 3, 4)),
    "review": Review(**_EVERY, before_on=date(2026, 5, 15)),
    "relief-ends": ReliefEnds(**_EVERY, bills=_EACH_MONTH),
    "aftercare": Aftercare(**_EVERY, around_on=date(2026, 10, 7)),
}
"""By a name that can be that of a file; every word of every closed list occurs."""
