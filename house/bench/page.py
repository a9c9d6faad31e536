"""What was measured, for a person: goal and reached side by side, the floor beside what it bounds."""

from collections.abc import Iterator
from io import StringIO

from rich.console import Console
from rich.table import Table

from house.bench.measure import Figure, Measure, Report

_WIDTH = 100


def page(measure: Measure, report: Report) -> str:
    """The figures of a measure, and where the time goes if one of them is not what it should be."""
    written = Console(file=StringIO(), width=_WIDTH, highlight=False, no_color=True)
    written.print(f"\n{measure.name}: {measure.what}")
    table = Table(box=None, pad_edge=False, header_style="")
    for column in ("", "goal", "reached", "in CPU"):
        table.add_column(column, justify="left" if not column else "right", no_wrap=True)
    table.add_column("")
    for figure in report.figures:
        table.add_row(*_row(figure))
    written.print(table)
    for line in _beside(report):
        written.print(line, markup=False)
    file = written.file
    assert isinstance(file, StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def _row(figure: Figure) -> tuple[str, ...]:
    cpu = figure.reached_in_cpu
    return (
        f"  {figure.name}",
        f"≤ {_number(figure.goal, figure.unit)}",
        _number(figure.reached, figure.unit),
        "" if cpu is None else _number(cpu, figure.unit),
        "reached" if figure.is_reached else "NOT REACHED",
    )


def _beside(report: Report) -> Iterator[str]:
    for figure in report.figures:
        absolute = ", ".join(f"{value:,.1f} {name}" for name, value in figure.absolute.items())
        if figure.floor:
            yield f"  {figure.name}: × {figure.floor}" if figure.unit == "×" else f"  {figure.name}: {figure.floor}"
        if absolute:
            yield f"      {absolute}"
    yield from (f"  {note}" for note in report.notes)
    if report.shares and not all(figure.is_reached for figure in report.figures):
        total = sum(share.micros for share in report.shares)
        yield f"  Where the time of one worker goes, in µs a payment ({total:.1f} in all; of which for the database):"
        yield from (f"  {share.micros:>8.1f} {share.waiting:>8.1f}  {share.stage}" for share in report.shares)


def _number(value: float, unit: str) -> str:
    return f"{value:,.2f} {unit}" if unit == "×" and value < 100 else f"{value:,.0f} {unit}"
