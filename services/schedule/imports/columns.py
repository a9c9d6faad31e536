"""The columns of a caseload in CSV, and the facts that a row states with them (docs/caseload-import.md).

An empty cell says nothing. Amounts are euros as people write them, days and months as in `2026-03-01` and `2026-03`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic.alias_generators import to_camel

from services.schedule.imports.cells import DEPARTURE, RIGHT, Cell, Cells, month_in
from services.schedule.planning.policy import CostKind, ToeslagKind

REQUIRED = ("reference", "municipality")

_HOUSEHOLD = (
    "policy", "householdType", "children", DEPARTURE, "coaDailyAmount", "b12ReceivedOn", RIGHT, "rightDecidedOn",
    "norm", "normFrom", "payoutDay", "payoutMonthOffset", "decisionArticle", "decisionFrom", "decisionUntil",
    "reliefEndsOn", "toeslagenAuthorised", "floor", "minstand", "papersMissing",
)  # fmt: skip
_LEEFGELD = ("leefgeld.amount", "leefgeld.day", "leefgeld.from", "leefgeld.name", "leefgeld.iban")
_OF_COST = (
    "amount", "dueDay", "firstMonth", "firstDueOn", "firstAmount", "payee", "iban", "referenceKind", "reference",
    "customerNumber", "payer",
)  # fmt: skip
_OF_TOESLAG = ("amount", "from", "appliedOn", "decidedOn", "budgetAccountFrom")
COSTS = {kind: to_camel(kind) for kind in CostKind}
TOESLAGEN = {kind: to_camel(kind) for kind in ToeslagKind if kind is not ToeslagKind.KINDERBIJSLAG}

COLUMNS = (
    *REQUIRED,
    *_HOUSEHOLD,
    *_LEEFGELD,
    *(f"{name}.{field}" for name in COSTS.values() for field in _OF_COST),
    *(f"{name}.{field}" for name in TOESLAGEN.values() for field in _OF_TOESLAG),
)
"""Every column that a caseload may have, in the order of the documentation."""

COLUMN_OF: Mapping[str, str] = {"startsOn": RIGHT, "norms": "norm", "coa_allowance.coaDailyAmount": "coaDailyAmount"}
"""The column in which a row says what the planner has another name for."""


class StatedFact(NamedTuple):
    """A fact as a row states it: the body of it, and the column that each of its fields came from.

    `main` is the column that a fault is told by where a field that is needed has no column filled.
    """

    body: dict[str, Any]
    columns: Mapping[str, str]
    main: str


class Heading(NamedTuple):
    """The columns that a file has, and so the costs and toeslagen that its rows can speak of at all."""

    names: tuple[str, ...]
    costs: Mapping[CostKind, str]
    toeslagen: Mapping[ToeslagKind, str]

    @classmethod
    def of(cls, names: Iterable[str]) -> "Heading":
        """The heading with these columns."""
        names = tuple(names)
        groups = {name.partition(".")[0] for name in names}
        costs = {kind: name for kind, name in COSTS.items() if name in groups}
        return cls(names, costs, {kind: name for kind, name in TOESLAGEN.items() if name in groups})


def facts_in(cells: Cells, heading: Heading) -> Iterator[StatedFact]:
    """The facts that a row states."""
    yield from _people(cells)
    yield from _benefit(cells)
    yield from _means(cells)
    for kind, name in heading.costs.items():
        yield from _cost(cells, kind, name)
    for toeslag, name in heading.toeslagen.items():
        yield from _toeslag(cells, toeslag, name)


def _people(cells: Cells) -> Iterator[StatedFact]:
    begins = cells.begins()
    if cells.has("householdType", "children"):
        who = {"householdType": cells.text("householdType"), "children": cells.number("children")}
        yield _stated("composition", "householdType", {"from": begins, **who})
    if policy := cells.text("policy"):
        yield _stated("policy_chosen", "policy", {"from": begins, "policy": policy})
    if departure := cells.text(DEPARTURE):
        yield _stated("azc_departure", DEPARTURE, {"on": departure})
    if end := cells.text("reliefEndsOn"):
        yield _stated("relief_ends", "reliefEndsOn", {"on": end})


def _benefit(cells: Cells) -> Iterator[StatedFact]:
    begins, right = cells.begins(), cells.right_starts_on()
    if coa := cells.amount("coaDailyAmount"):
        yield _stated("coa_allowance", "coaDailyAmount", {"from": begins, "amount": coa})
    if b12 := cells.text("b12ReceivedOn"):
        yield _stated("b12_received", "b12ReceivedOn", {"on": b12})
    if cells.has(RIGHT, "rightDecidedOn"):
        yield _stated("right_to_bijstand", RIGHT, {"from": right, "decidedOn": cells.text("rightDecidedOn")})
    if norm := cells.text("norm"):
        yield _stated("benefit_norm", "norm", {"from": cells.text("normFrom") or month_in(right), "norm": norm})
    if cells.has("payoutDay", "payoutMonthOffset"):
        payout = {"day": cells.number("payoutDay"), "monthOffset": cells.number("payoutMonthOffset")}
        yield _stated("payout_day", "payoutDay", {"from": begins, **payout})
    if cells.has("decisionArticle", "decisionFrom", "decisionUntil"):
        since, until = cells.text("decisionFrom") or right, cells.text("decisionUntil")
        article = cells.text("decisionArticle")
        yield _stated("decision", "decisionArticle", {"article": article, "from": since, "until": until})
    if authorised := cells.yes_or_no("toeslagenAuthorised"):
        yield _stated("toeslagen_authorisation", "toeslagenAuthorised", {"on": begins, "given": authorised})


def _means(cells: Cells) -> Iterator[StatedFact]:
    if floor := cells.amount("floor"):
        yield _stated("floor_assessed", "floor", {"from": cells.begins(), "amount": floor})
    if minstand := cells.amount("minstand"):
        decided = {"decidedOn": cells.text("decisionFrom") or cells.begins(), "amount": minstand}
        yield _stated("bridging_decided", "minstand", {"instrument": Cell("minstand", "minstand"), **decided})
    if cells.has("leefgeld.amount", "leefgeld.day", "leefgeld.from"):
        since = cells.text("leefgeld.from") or month_in(cells.right_starts_on())
        day = cells.number("leefgeld.day") or Cell("leefgeld.day", 1)
        given = {"from": since, "day": day, "amount": cells.amount("leefgeld.amount")}
        yield _stated("leefgeld_set", "leefgeld.amount", given)


def _cost(cells: Cells, kind: CostKind, name: str) -> Iterator[StatedFact]:
    columns = [f"{name}.{field}" for field in ("amount", "dueDay", "firstMonth", "firstDueOn", "firstAmount")]
    if cells.has(*columns):
        amount, due_day, first_month, first_due_on, first_amount = columns
        given = {
            "cost": Cell(amount, str(kind)),
            "amount": cells.amount(amount),
            "dueDay": cells.number(due_day),
            "firstMonth": cells.text(first_month),
            "first.dueOn": cells.text(first_due_on),
            "first.amount": cells.amount(first_amount),
        }
        yield _stated("cost_contracted", amount, given)


def _toeslag(cells: Cells, kind: ToeslagKind, name: str) -> Iterator[StatedFact]:
    toeslag = Cell(f"{name}.amount", str(kind))
    if cells.has(f"{name}.amount", f"{name}.from"):
        given = {"from": cells.text(f"{name}.from"), "amount": cells.amount(f"{name}.amount")}
        yield _stated("toeslag_amount", f"{name}.amount", {"toeslag": toeslag, **given})
    for kind_of_fact, column in (("toeslag_applied", f"{name}.appliedOn"), ("toeslag_decided", f"{name}.decidedOn")):
        if on := cells.text(column):
            yield _stated(kind_of_fact, column, {"toeslag": toeslag, "on": on})
    if since := cells.text(f"{name}.budgetAccountFrom"):
        account = Cell(since.column, "budget")
        yield _stated(
            "toeslag_account", since.column, {"toeslag": toeslag, "account": account, "on": since, "from": since}
        )


def _stated(kind: str, main: str, given: Mapping[str, Cell | None]) -> StatedFact:
    """A fact out of the cells that are filled; a dot in a field's name leads into an object."""
    body: dict[str, Any] = {"kind": kind}
    for field, cell in given.items():
        if cell is not None:
            *path, last = field.split(".")
            inner = body
            for step in path:
                inner = inner.setdefault(step, {})
            inner[last] = cell.value
    return StatedFact(body, {field: cell.column for field, cell in given.items() if cell is not None}, main)
