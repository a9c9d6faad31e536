"""Why a plan says an amount: each place where it stands, with its sentence, its rule and its article of law."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from house.plan_page import Line, printable
from services.money import euros
from services.schedule.planning.explanation import Explanation, figures, why
from services.schedule.planning.norms import NormBook
from services.schedule.planning.plan import Plan

_NO_MONEY = {"days", "daysWithoutMoney"}


def why_page(plan: Plan, amount: int, norms: NormBook, width: int) -> Iterator[Line]:
    """Every explanation of the amount (cents); where the plan says it nowhere, the amounts that come nearest."""
    explained = why(plan, amount, norms)
    if not explained:
        near = " and ".join(euros(cents, "en") for cents in _nearest(plan, amount)) or "none"
        said = f"{plan.case.case_id}: no figure of this plan is {euros(amount, 'en')}; nearest: {near}."
        yield from ([(line, "red")] for line in wrap(printable(said), width))
        return
    yield [(printable(f"{plan.case.case_id}: why {euros(amount, 'en')}?"), "bold")]
    for sentence in dict.fromkeys(one.sentence.en for one in explained):
        yield []
        yield from _answer([one for one in explained if one.sentence.en == sentence], width)


def says(plan: Plan, amount: int) -> bool:
    """Whether any figure of the plan is this amount (cents, of either sign)."""
    return abs(amount) in _amounts(plan)


def _answer(same: Sequence[Explanation], width: int) -> Iterator[Line]:
    """One sentence for all the places that it explains."""
    first = same[0]
    rule = f"rule {first.rule}" if isinstance(first.rule, int) else "solver"
    source = f"{', '.join((*first.articles, rule))}; at {', '.join(one.path for one in same)}"
    yield from ([(line, "")] for line in wrap(printable(first.sentence.en), width))
    yield from ([(f"  {line}", "dim")] for line in wrap(printable(source), width - 2))


def _nearest(plan: Plan, amount: int) -> list[int]:
    """The one or two amounts that lie nearest, in cents."""
    return sorted(_amounts(plan), key=lambda cents: (abs(cents - abs(amount)), cents))[:2]


def _amounts(plan: Plan) -> set[int]:
    """All amounts of the plan in cents, without their sign."""
    found = ((path.rpartition("/")[2], value) for path, value in figures(plan))
    return {abs(value) for field, value in found if isinstance(value, int) and field not in _NO_MONEY}
