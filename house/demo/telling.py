"""The story as it is told in a terminal: one line a month, and a word wherever something was tried that must not be."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from house.demo.handing_in import HandedIn
from house.demo.outcome import PolicyOutcome
from house.demo.registry_outcome import RegistryOutcome
from house.demo.running import PaidRun
from services.money import euros, half_up
from services.months import Month, first_day
from services.schedule.payments.run import What

_NOTHING = "–"
_MARGIN = 11
_SHORT = {
    "money_short": "money",
    "no_decision": "decision",
    "unknown_to_registry": "unknown",
    "not_ours_to_pay": "not ours",
    "papers_missing": "papers",
    "plan_changed": "plan",
}
_NAMED = 2
_HEADINGS = (
    "Left to\nlive on", "Could\nnot", "Without\nmoney", "Late\nbills", "Deepest\ngap", "Waits,\ntasks", "COA,\ntwice",
)  # fmt: skip
_EXPLAINED = (
    "As planned: left to live on (the least in a whole month of any household, and the median), could not (those with "
    "a month below the floor), without money (days after the azc, median and most) and the deepest gap if all were "
    "paid on its day. As it went: late bills due since the start, and what waits (payments held and not paid since; "
    "below it, tasks overdue). COA: what it wants back, and the days that people pay twice because they were taken "
    "from the benefit too."
)


class Teller:
    """Says what happens as it happens."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def opening(self, organisation: str, towns: int, begins_on: date) -> None:
        """Who this is about."""
        self._say(f"{organisation}, {towns} municipalities, from {_day(begins_on)}", "bold", margin=0)
        self._say("Nobody in it exists; the database, the books and the bank files do.\n", "dim", margin=0)

    def handed_in(self, file: HandedIn, of: int, seconds: float) -> None:
        """The first caseload, and of how many households; the rest will come."""
        came = file.outcome.taken_in
        said = f"{came.registered} of {of:,} households (the rest come later), {came.facts:,} facts"
        self._line("Handed in", said, seconds)

    def nothing_changed(self, what: str) -> None:
        """Something was asked for twice, or by somebody who may not."""
        self._say(f"{what}: nothing changed", "green")

    def refused(self, refusal: str) -> None:
        """What was said to somebody who may not."""
        self._say(f"refused: {refusal}", "yellow")

    def caught_up(self, run: PaidRun, seconds: float) -> None:
        """The run for what fell due before the start."""
        self._say(f"\n{'':<{_MARGIN}}{'Payments':>8} {'Sum':>13}  Held, and why", "bold", margin=0)
        self._line("Catch up", _paid([run]), seconds)

    def month(self, month: Month, runs: Sequence[PaidRun], seconds: float) -> None:
        """A month: what was paid, what was held and why; what the approver was shown, and what still waits."""
        self._line(f"{first_day(month):%b %Y}", _paid(runs), seconds)
        still = f"{sum(runs[-1].held.values())} wait"
        self._say(f"{_difference(runs[0], month)}; {still}", "dim")

    def ended(self, payments: int, files: int, promises: Sequence[str]) -> None:
        """What holds of all of it."""
        self._say(
            f"\n{payments:,} payments in {files} bank files, each of them once. Every file fits the schema; its number "
            "and sum, read back from its bytes, are what the ledger holds in reserve for it. The doctor finds every "
            f"promise kept: {', '.join(dict.fromkeys(one.split(':')[0] for one in promises))}.\n",
            margin=0,
        )

    def registry(self, outcomes: Sequence[RegistryOutcome]) -> None:
        """What the registry saw coming, and what became of it."""
        raised, in_time = sum(one.raised for one in outcomes), sum(one.in_time for one in outcomes)
        too_late, still = sum(one.too_late for one in outcomes), sum(one.open for one in outcomes)
        reached = sum(one.reached_supervisor for one in outcomes)
        held, later = sum(one.held.total() for one in outcomes), sum(one.paid_later.total() for one in outcomes)
        self._say(
            f"The registry raised {raised:,} alarms: {in_time:,} were over before it hurt, {too_late:,} after it, "
            f"{still:,} are open; {reached:,} reached a supervisor. It held {held:,} payments, and {later:,} of them "
            "were paid later. Wherever a month had two payers, or none, somebody had been told.\n",
            margin=0,
        )

    def outcomes(self, outcomes: Sequence[PolicyOutcome], ends_on: date) -> None:
        """What happened to people."""
        self._say(f"What happened to people until {_day(ends_on)}", "bold", margin=0)
        table = Table(box=SIMPLE_HEAD, show_lines=True, pad_edge=False, padding=0)
        table.add_column("Policy,\nhouseholds", no_wrap=True)
        for heading in _HEADINGS:
            table.add_column(heading, justify="right", no_wrap=True)
        for one in outcomes:
            table.add_row(Text.assemble((one.policy.name, "bold"), f"\n{one.households}"), *map(Text, _cells(one)))
        self._console.print(table)
        late = sum(one.late_leefgeld for one in outcomes)
        if late:
            self._say(f"LEEFGELD CAME LATE OR WAITS {late:,} times; the page tells where.", "bold", margin=0)
        self._say(_EXPLAINED, "dim", margin=0)

    def closing(self, lines: Sequence[str]) -> None:
        """Where everything is."""
        self._say("", margin=0)
        for line in lines:
            self._console.print(Text(line), soft_wrap=True)

    def _line(self, heading: str, said: str, seconds: float) -> None:
        room = self._console.width - _MARGIN - 8
        line = Text.assemble((f"{heading:<{_MARGIN}}", "bold"), f"{said:<{room}}", (f"{seconds:>6.1f} s", "dim"))
        self._console.print(line, soft_wrap=True)

    def _say(self, text: str, style: str = "", *, margin: int = _MARGIN) -> None:
        self._console.print(Text(f"{'':<{margin}}{text}", style))


def _cells(one: PolicyOutcome) -> tuple[str, ...]:
    gap = one.deepest_gap
    until = "" if gap is None else f"to {_short(gap.ends_on)}" if gap.ends_on else "and stays"
    return (
        f"{_whole(one.lowest_rest)}\n{_whole(one.median_rest)}",
        f"{one.share_that_could_not_live}%",
        f"{one.median_days_without_money}\n≤ {one.most_days_without_money}",
        f"{one.late_costs}\n{_whole(one.late_sum)}" if one.late_costs else _NOTHING,
        _NOTHING if gap is None else f"{_whole(gap.deepest)}\n{until}",
        f"{one.waiting.total()}\n{one.overdue.total()}",
        f"{_whole(one.coa_debt)}\n{one.days_paid_twice} d",
    )


def _whole(cents: int | None) -> str:
    """An amount in whole euros: a table has no room for cents, and the page has them."""
    if cents is None:
        return _NOTHING
    return f"{'-' if cents < 0 else ''}€{half_up(abs(cents), 100):,}"


def _paid(runs: Sequence[PaidRun]) -> str:
    amount = euros(sum(run.amount for run in runs), "en")
    return f"{sum(run.payments for run in runs):>8,} {amount:>13}  {_reasons(runs[0].held)}"


def _reasons(held: Mapping[str, int]) -> str:
    """How many, and the reasons that weigh most."""
    first = Counter(held).most_common(_NAMED)
    named = [f"{_SHORT.get(reason, reason)} {count}" for reason, count in first]
    others = sum(held.values()) - sum(count for _, count in first)
    named += [f"other {others}"] if others else []
    return f"{sum(held.values())}: {', '.join(named)}" if held else "none"


def _difference(run: PaidRun, month: Month) -> str:
    found: Counter[What] = Counter()
    for part in run.difference:
        found[part.what] += part.households
    change = sum(part.now - part.before for part in run.difference)
    counts = f"{found[What.NEW]} new, {found[What.GONE]} gone, {found[What.CHANGED]} changed"
    return f"{counts} since {first_day(month - 1):%b}, {'+' if change >= 0 else ''}{_whole(change)}"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"
