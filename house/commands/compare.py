"""`compare`: one household under all policies, best first, measured by what its people have left to live on."""

import difflib
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from io import TextIOWrapper

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from house.case_files import read_case_files
from house.plan_page import printable
from services.errors import Fault
from services.money import euros
from services.schedule.norms import norm_book
from services.schedule.planning.case import Case
from services.schedule.planning.comparison import Outcome, Verdict, compare, document
from services.schedule.planning.household import facts_of
from services.schedule.policies.loading import shipped

SUMMARY = "Lay one household under every policy and see what its people have left to live on."
GROUP = "people"
EXAMPLE = "./ontzorg compare docs/examples/one-adult.json"

_NARROWEST, _WIDEST = 80, 100
_NOTHING = "–"
_EXPLAINED = (
    "Worst month: what it leaves to live on, and what is left of that above the floor once all that should have been "
    "paid is taken from it; this decides the order. Own: bills that the client pays. Bears: the most leefgeld a month."
)
_COLOURS = {
    Verdict.CARRIES: "green",
    Verdict.LEAVES_A_DEBT: "yellow",
    Verdict.LEAVES_TOO_LITTLE: "red",
    Verdict.PAYS_LATE: "red",
    Verdict.LACKS_MONEY: "red",
}


def add_arguments(parser: ArgumentParser) -> None:
    """The case, and which policies."""
    parser.add_argument("case", metavar="FILE", help="a case as JSON, its own policy set aside; - reads standard input")
    parser.add_argument("--policy", action="append", metavar="NAME", help="only this policy; may be given again")
    parser.add_argument("--json", action="store_true", help="the figures in whole cents, as JSON")


def run(args: Namespace) -> int:
    """Print the comparison; where anything is at fault, all faults on standard error and no comparison at all."""
    files = read_case_files([args.case], norm_book(), sys.stdin.buffer)
    unknown = [_unknown(name) for name in dict.fromkeys(args.policy or ()) if name not in shipped()]
    if faults := [*unknown, *files.faults]:
        print("\n".join(printable(str(fault)) for fault in faults), file=sys.stderr)
        return 1
    case = files.sound[0].case
    policies = [policy for name, policy in shipped().items() if name in (args.policy or shipped())]
    _show(args, case, compare(facts_of(case), policies, norm_book()))
    return 0


def _unknown(name: str) -> Fault:
    known = list(shipped())
    near = difflib.get_close_matches(name, known, n=1)
    cure = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(known)}"
    return Fault("--policy", f"there is no policy {name!r}", cure)


def _show(args: Namespace, case: Case, outcomes: Sequence[Outcome]) -> None:
    if args.json:
        written = {"caseId": case.case_id, "policies": [document(one) for one in outcomes]}
        print(json.dumps(written, separators=(",", ":")))
        return
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without a euro sign still gets the figures
    console = Console(highlight=False)
    console.width = min(max(console.width, _NARROWEST), _WIDEST)
    household = (printable(case.case_id), "bold")
    console.print(Text.assemble("Household ", household, ", best policy first: the worst month decides."))
    starts_on, ends_on = case.benefit.starts_on, case.relief_ends_on
    console.print(f"Relief from {_day(starts_on)} {starts_on.year} until {_day(ends_on)} {ends_on.year}.")
    console.print(_table(outcomes))
    inferred = ", ".join(f"{one.policy.name} {len(one.policy.inferred)}" for one in outcomes)
    console.print(_EXPLAINED, style="dim")
    console.print(f"Figures that no source states (--json lists them, with the reason): {inferred}.", style="dim")


def _table(outcomes: Sequence[Outcome]) -> Table:
    table = Table(box=SIMPLE_HEAD, show_lines=True, pad_edge=False, collapse_padding=True)
    table.add_column("Policy\nand what it does", width=20)
    for heading in ("Worst month\nand floor", "No\nmoney", "Deepest\ngap", "Bills late\nand own", "Owed at\nthe end"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in outcomes:
        table.add_row(_verdict(one), *map(Text, (_rest(one), _days(one), _gap(one), _bills(one), _owed(one))))
    return table


def _verdict(one: Outcome) -> Text:
    """The policy and what it does, in the colour of how grave that is; and the leefgeld that its account bears."""
    said = f"{one.verdict}: {euros(one.missing, 'en')}" if one.missing else str(one.verdict)
    text = Text.assemble((one.policy.name, "bold"), "\n", (said, _COLOURS[one.verdict]))
    if one.sustainable_leefgeld is not None:
        text.append(f"\nbears {euros(one.sustainable_leefgeld, 'en')}", "dim")
    return text


def _rest(one: Outcome) -> str:
    if one.lowest_rest is None:
        return f"{_NOTHING}\n{euros(one.margin, 'en')}"
    margin = f"{'+' if one.margin > 0 else ''}{euros(one.margin, 'en')}"
    return f"{euros(one.lowest_rest.amount, 'en')}\n{margin}\n{_day(one.lowest_rest.begins_on)} on"


def _days(one: Outcome) -> str:
    return "always" if one.days_without_money is None else f"{one.days_without_money} days"


def _gap(one: Outcome) -> str:
    gap = one.deepest_gap
    if gap is None:
        return _NOTHING
    until = f"to {_day(gap.ends_on)}" if gap.ends_on else "and stays"
    return f"{euros(gap.deepest, 'en')}\non {_day(gap.deepest_on)}\n{until}"


def _bills(one: Outcome) -> str:
    late = f"{one.late_count} late\n{euros(one.late_sum, 'en')}" if one.late_count else _NOTHING
    return f"{late}\n{one.left_with_client} own" if one.left_with_client else late


def _owed(one: Outcome) -> str:
    debt = one.debt
    parts = {"COA": debt.coa, "loans": debt.loans, "minus": debt.minus}
    named = "\n".join(name for name, cents in parts.items() if cents)
    return f"{euros(debt.total, 'en')}\n{named}" if debt.total else _NOTHING


def _day(day: date) -> str:
    return f"{day:%d %b}".lstrip("0")
