"""`plan`: the coming months of households, as a page for a person or as one line of JSON each."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable, Sequence
from io import TextIOWrapper
from itertools import chain

from house.case_files import read_case_files
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
    shown.add_argument("--json", action="store_true", help="one plan a line, in the order of the files, in whole cents")
    shown.add_argument("--why", type=_cents, metavar="AMOUNT", help="why the plan says this many euros, as in 566.93")
    shown.add_argument("--moving-day", type=_month, metavar="YYYY-MM", help="compare every departure day of a month")


def run(args: Namespace) -> int:
    """Print the plans; where any file is at fault, all faults on standard error and no plan at all."""
    try:
        return _show(args, read_case_files(args.files, norm_book(), sys.stdin.buffer))
    except InvalidInput as invalid:
        print("\n".join(printable(str(fault)) for fault in invalid.faults), file=sys.stderr)
        return 1


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


def _show(args: Namespace, cases: Sequence[Case]) -> int:
    if args.json:
        for case in cases:
            print(json.dumps(document(plan(case, norm_book())), separators=(",", ":")))
    elif args.moving_day is not None:
        compared = _departures(args.files, cases, args.moving_day)
        _print(lambda width: (moving_day_page(case, days, width) for case, days in zip(cases, compared, strict=True)))
    elif args.why is not None:
        return _explain(cases, args.why)
    else:
        _print(lambda width: (page(plan(case, norm_book()), width) for case in cases))
    return 0


def _explain(cases: Sequence[Case], amount: int) -> int:
    """Why the plans say this amount of cents; 1 if none of them does."""
    from house.why_page import says, why_page  # only now: explaining is a large part of the planner, and rarely asked

    plans = [plan(case, norm_book()) for case in cases]
    _print(lambda width: (why_page(one, amount, norm_book(), width) for one in plans))
    return 0 if any(says(one, amount) for one in plans) else 1


def _departures(names: Sequence[str], cases: Sequence[Case], month: Month) -> list[list[MovingDay]]:
    """The departure days of each case; InvalidInput for every household that has no norm then."""
    compared, faults = [], list[Fault]()
    for name, case in zip(names, cases, strict=True):
        try:
            compared.append(moving_days(case, month, norm_book()))
        except NoNorm as missing:
            faults.append(Fault(f"{name}: leaving in {month_text(month)}", str(missing), "choose another month"))
    if faults:
        raise InvalidInput(faults)
    return compared


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
