"""`compare`: one household under all policies, best first, measured by what its people have left to live on."""

import difflib
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.errors import Fault, InvalidInput
from services.money import euros
from services.reading import parse_json
from services.schedule.norms import norm_book
from services.schedule.planning.case import Case
from services.schedule.planning.case_reading import read_case
from services.schedule.planning.comparison import Outcome, Verdict, compare, document
from services.schedule.planning.household import facts_of
from services.schedule.planning.policy import Policy
from services.schedule.policies.loading import shipped

SUMMARY = "Lay one household under every policy and see what its people have left to live on."
GROUP = "people"

_WIDTH_OF_A_FILE = 132
_NOTHING = "–"
_EXPLAINED = """\
Against the floor: what the worst month leaves above what must be left, less what should have been paid and was not.
Deepest gap: how far the budget account is below zero, and until when. Leefgeld borne: the most it bears each month."""
_COLOURS = {
    Verdict.CARRIES: "green",
    Verdict.LEAVES_A_DEBT: "yellow",
    Verdict.LEAVES_TOO_LITTLE: "red",
    Verdict.PAYS_LATE: "red",
    Verdict.COUNTS_ON_MISSING_MONEY: "red",
}


def add_arguments(parser: ArgumentParser) -> None:
    """The case, and which policies."""
    parser.add_argument("case", type=Path, metavar="CASE.json", help="a planner case; its own policy is set aside")
    parser.add_argument("--policy", action="append", metavar="NAME", help="only this policy; may be given again")
    parser.add_argument("--json", action="store_true", help="the figures in whole cents, as JSON")


def run(args: Namespace) -> int:
    """Print the comparison; InvalidInput with every fault of the case and of the names."""
    policies = _chosen(args.policy)
    case = _read(args.case)
    outcomes = compare(facts_of(case), policies, norm_book())
    if args.json:
        print(json.dumps({"caseId": case.case_id, "policies": [document(one) for one in outcomes]}, ensure_ascii=False))
    else:
        _show(case, outcomes)
    return 0


def _chosen(names: Sequence[str] | None) -> list[Policy]:
    policies = shipped()
    if not names:
        return list(policies.values())
    if unknown := [name for name in names if name not in policies]:
        raise InvalidInput(_unknown(name, list(policies)) for name in dict.fromkeys(unknown))
    return [policies[name] for name in dict.fromkeys(names)]


def _unknown(name: str, known: list[str]) -> Fault:
    near = difflib.get_close_matches(name, known, n=1)
    cure = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(known)}"
    return Fault("--policy", f"there is no policy {name!r}", cure)


def _read(path: Path) -> Case:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput([Fault(str(path), f"byte {error.start} is no UTF-8", "save the file as UTF-8")]) from None
    return read_case(parse_json(text), norm_book())


def _show(case: Case, outcomes: Sequence[Outcome]) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH_OF_A_FILE
    console.print(
        Text.assemble("\nHousehold ", (case.case_id, "bold"), ", best policy first: the worst month decides.")
    )
    console.print(_table(outcomes))
    inferred = ", ".join(f"{one.policy.name} {len(one.policy.inferred)}" for one in outcomes)
    console.print(_EXPLAINED, style="dim")
    console.print(f"Figures that no source states (--json lists them, with the reason): {inferred}.", style="dim")


def _table(outcomes: Sequence[Outcome]) -> Table:
    table = Table(box=SIMPLE_HEAD, show_lines=True, pad_edge=False)
    table.add_column("Policy", min_width=20)
    for heading in ("Left in the\nworst month", "Against\nthe floor", "Days with-\nout money"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Deepest gap", min_width=22)
    for heading in ("Bills late,\nclient's own", "Owed at\nthe end", "Leefgeld\nborne"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in outcomes:
        table.add_row(*_row(one))
    return table


def _row(one: Outcome) -> list[Text]:
    colour = _COLOURS[one.verdict]
    name = Text.assemble((one.policy.name, "bold"), "\n", (str(one.verdict), colour))
    if one.missing:
        name.append(f": {euros(one.missing, 'en')}", colour)
    figures = _rest(one), _signed(one.margin), _days(one), _gap(one), _bills(one), _owed(one), _borne(one)
    return [name, *map(Text, figures)]


def _rest(one: Outcome) -> str:
    if one.lowest_rest is None:
        return _NOTHING
    return f"{euros(one.lowest_rest.amount, 'en')}\nfrom {_day(one.lowest_rest.begins_on)}"


def _signed(cents: int) -> str:
    return f"{'+' if cents > 0 else ''}{euros(cents, 'en')}"


def _days(one: Outcome) -> str:
    return "never any" if one.days_without_money is None else str(one.days_without_money)


def _gap(one: Outcome) -> str:
    gap = one.deepest_gap
    if gap is None:
        return _NOTHING
    until = f"until {_day(gap.ends_on)}" if gap.ends_on else "and does not close"
    return f"{euros(gap.deepest, 'en')} on {_day(gap.deepest_on)}\n{until}"


def _bills(one: Outcome) -> str:
    late = f"{one.late_count}: {euros(one.late_sum, 'en')}" if one.late_count else _NOTHING
    return f"{late}\n{one.left_with_client} own" if one.left_with_client else late


def _owed(one: Outcome) -> str:
    debt = one.debt
    parts = {"COA": debt.coa, "loans": debt.loans, "minus": debt.minus}
    named = ", ".join(name for name, cents in parts.items() if cents)
    return f"{euros(debt.total, 'en')}\n{named}" if debt.total else _NOTHING


def _borne(one: Outcome) -> str:
    return _NOTHING if one.sustainable_leefgeld is None else euros(one.sustainable_leefgeld, "en")


def _day(day: date) -> str:
    return f"{day:%d %b %Y}".lstrip("0")
