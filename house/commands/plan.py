"""`plan`: the coming months of households, as a page for a person or as one line of JSON each."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable, Sequence
from io import TextIOWrapper
from itertools import chain

from house.case_files import CaseFile, read_case_files
from house.moving_day_page import moving_day_page
from house.plan_page import Line, page, printable
from services.errors import Fault, InvalidInput
from services.money import parse_euros
from services.months import Month, month_text, parse_month
from services.reading import FIRST_YEAR, LAST_YEAR
from services.schedule.norms import norm_book
from services.schedule.planning.case import Case
from services.schedule.planning.document import document
from services.schedule.planning.norms import NoNorm
from services.schedule.planning.plan import plan
from services.schedule.planning.solvers import MovingDay, moving_days

SUMMARY = "Show a household's money in the coming months, day by day."
GROUP = "people"
EXAMPLE = "./ontzorg plan tests/schedule/planning/cases/toeslagen_after_three_months.json"

_NARROWEST, _WIDEST = 70, 110


def add_arguments(parser: ArgumentParser) -> None:
    """The files, and what to show of them."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a case as JSON; - reads standard input")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--json",
        action="store_true",
        help="one plan a line, in the order of the files, in whole cents; a file at fault has none",
    )
    shown.add_argument("--why", type=_cents, metavar="AMOUNT", help="why the plan says this many euros, as in 566.93")
    shown.add_argument("--moving-day", type=_month, metavar="YYYY-MM", help="compare every departure day of a month")


def run(args: Namespace) -> int:
    """Print the plans of the files that are sound, then all faults of the others on standard error; 1 if there are any.

    One household with a slip in it must not keep a whole caseload waiting.
    """
    files = read_case_files(args.files, norm_book(), sys.stdin.buffer)
    answered, unanswerable = _show(args, files.sound)
    faults = [*files.faults, *unanswerable]
    if faults:
        print("\n".join(printable(str(fault)) for fault in faults), file=sys.stderr)
    return 0 if answered and not faults else 1


def _cents(text: str) -> int:
    try:
        return parse_euros(text)
    except InvalidInput as invalid:
        raise ArgumentTypeError(invalid.detail) from None


def _month(text: str) -> Month:
    try:
        month = parse_month(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
    if not FIRST_YEAR <= month // 12 <= LAST_YEAR:
        raise ArgumentTypeError(f"{text} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return month


def _show(args: Namespace, files: Sequence[CaseFile]) -> tuple[bool, list[Fault]]:
    """Print what was asked; whether anything was found, and the faults that only asking brought to light."""
    if args.json:
        for file in files:
            print(json.dumps(document(plan(file.case, norm_book())), separators=(",", ":")))
    elif args.moving_day is not None:
        return True, _compare_departures(files, args.moving_day)
    elif args.why is not None:
        return _explain(files, args.why), []
    else:
        _print(lambda width: (page(plan(file.case, norm_book()), width) for file in files))
    return True, []


def _explain(files: Sequence[CaseFile], amount: int) -> bool:
    """Why the plans say this amount of cents; whether any of them does."""
    from house.why_page import says, why_page  # only now: explaining is a large part of the planner, and rarely asked

    plans = [plan(file.case, norm_book()) for file in files]
    _print(lambda width: (why_page(one, amount, norm_book(), width) for one in plans))
    return any(says(one, amount) for one in plans)


def _compare_departures(files: Sequence[CaseFile], month: Month) -> list[Fault]:
    """The departure days of each case; a fault for every household that has no norm then."""
    compared, faults = list[tuple[Case, list[MovingDay]]](), list[Fault]()
    for name, case in files:
        try:
            compared.append((case, moving_days(case, month, norm_book())))
        except NoNorm as missing:
            faults.append(Fault(f"{name}: leaving in {month_text(month)}", str(missing), "choose another month"))
    _print(lambda width: (moving_day_page(case, days, width) for case, days in compared))
    return faults


def _print(pages: Callable[[int], Iterable[Iterable[Line]]]) -> None:
    """Pages as wide as the terminal allows, within reason; a pipe gets 80 columns and no colour."""
    from rich.console import Console  # only now: a plan as JSON must not wait for it
    from rich.text import Text

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without box characters still gets the figures
    console = Console(highlight=False)
    for number, lines in enumerate(pages(min(max(console.width, _NARROWEST), _WIDEST))):
        for line in chain([[], []] if number else [], lines):
            console.print(Text.assemble(*line), soft_wrap=True)
