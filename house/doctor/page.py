"""What the doctor found, on a page for a person and as a document for a program."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from house.doctor.elsewhere import BY_TESTS, LATER
from house.doctor.examination import Finding, Offender
from house.doctor.waiting import Waiting
from house.plan_page import printable
from services.months import month_text

Row = tuple[str, Text, Text, str]
"""The number of a promise, what it says, how it stands, and how long it took to see."""


def show(console: Console, findings: Sequence[Finding], waits: Sequence[Waiting], looked_at: str) -> None:
    """Every promise with how it stands, who breaks it, what waits for a person, and what the whole comes to."""
    console.print(Text(f"The promises of the database of {printable(looked_at)}:\n"), soft_wrap=True)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(ratio=1)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right", style="dim")
    for row in sorted([*map(_row, findings), *_rows_of_elsewhere()], key=lambda row: int(row[0][1:])):
        table.add_row(*row)
    console.print(table)
    for finding in findings:
        if finding.is_broken:
            console.print(_who_breaks(finding), soft_wrap=True)
    for one in waits:
        console.print(_what_waits(one), soft_wrap=True)
    broken = any(finding.is_broken for finding in findings)
    console.print(Text(f"\n{verdict(findings)}", "bold red" if broken else "bold green"))


def verdict(findings: Sequence[Finding]) -> str:
    """The whole in a sentence."""
    broken = [finding for finding in findings if finding.is_broken]
    unseen = [finding for finding in findings if finding.offenders is None]
    count = len(findings) - len(unseen)
    lasted = f"asked in {sum(finding.milliseconds for finding in findings):,.0f} ms"
    rest = f"; {len(unseen)} could not be looked at" if unseen else ""
    if broken:
        return f"{len(broken)} of {count} promises {'is' if len(broken) == 1 else 'are'} broken, {lasted}{rest}."
    return f"All {count} promises hold, {lasted}{rest}."


def document(findings: Sequence[Finding], waits: Sequence[Waiting], looked_at: str) -> dict[str, Any]:
    """The same for a program; ids and figures, and nobody's personal data."""
    return {
        "database": looked_at,
        "allHold": not any(finding.is_broken for finding in findings),
        "promises": [_as_document(finding) for finding in findings],
        "waitForAPerson": [
            {
                "service": one.service,
                "says": one.concern.says,
                "times": one.times,
                "cure": one.concern.cure,
                "first": list(one.first),
            }
            for one in waits
        ],
        "provedByTests": [one._asdict() for one in BY_TESTS],
        "fromALaterStep": [one._asdict() for one in LATER],
    }


def _row(finding: Finding) -> Row:
    said = Text(finding.promise.says)
    if finding.offenders is None:
        return finding.promise.number, said.append(f"\n{finding.why}", "yellow"), Text("– not looked at", "yellow"), ""
    state = Text("✓ holds", "green")
    if finding.is_broken:
        state = Text(f"✗ broken {finding.offenders:,} ×", "bold red")
    return finding.promise.number, said, state, f"{finding.milliseconds:,.0f} ms"


def _rows_of_elsewhere() -> Iterator[Row]:
    for one in BY_TESTS:
        yield one.number, Text(one.says, "dim"), Text("by a test", "dim"), ""
    for one in LATER:
        yield one.number, Text(f"{one.says} ({one.where})", "dim"), Text("a later step", "dim"), ""


def _who_breaks(finding: Finding) -> Text:
    """The first offenders, those of one organisation and one fault together; a line can be copied whole."""
    told = Text.assemble("\n", (f"{finding.promise.number} {finding.promise.says}", "bold red"))
    for ground, offenders in groupby(sorted(finding.first, key=_ground), key=_ground):
        told.append(f"\n  {printable(ground)}")
        for offender in offenders:
            told.append(f"\n    {printable(_written(offender))}", "red")
    hidden = (finding.offenders or 0) - len(finding.first)
    return told.append(f"\n  and {hidden:,} more") if hidden else told


def _what_waits(one: Waiting) -> Text:
    """A concern with its cure, and the first of those whom it is about."""
    told = Text.assemble("\n", (f"! {one.times:,} {one.concern.says}", "bold yellow"), f"\n  {one.concern.cure}")
    for found in one.first:
        ground = _ground(found)
        told.append(f"\n    {printable(f'{ground}: ' if ground else '')}{printable(_written(found))}", "yellow")
    return told


def _ground(offender: Offender) -> str:
    """Whose it is, and what is wrong with it."""
    parts = [f"organisation {offender['organisation_id']}"] if "organisation_id" in offender else []
    return ": ".join([*parts, offender["what"]] if "what" in offender else parts)


def _written(offender: Offender) -> str:
    """What else tells where it is; a month as a month."""
    parts = []
    for name, value in offender.items():
        if name not in ("organisation_id", "what"):
            shown = month_text(int(value)) if name == "month" and value != "0" else value
            parts.append(f"{name.replace('_id', '').replace('_', ' ')} {shown}")
    return ", ".join(parts)


def _as_document(finding: Finding) -> dict[str, Any]:
    states = {None: "notLookedAt", 0: "holds"}
    return {
        "service": finding.service,
        "number": finding.promise.number,
        "says": finding.promise.says,
        "state": states.get(finding.offenders, "broken"),
        "offenders": finding.offenders,
        "first": list(finding.first),
        "milliseconds": round(finding.milliseconds, 3),
        "why": finding.why or None,
    }
