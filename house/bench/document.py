"""What was measured, for a program."""

from typing import Any

from house.bench.measure import Figure, Report, Share


def document(name: str, report: Report) -> dict[str, Any]:
    """A measure by its name: every figure with all of its samples, and where the time goes."""
    return {
        "measure": name,
        "figures": [_figure(figure) for figure in report.figures],
        "shares": [_share(share) for share in report.shares],
        "notes": list(report.notes),
    }


def _share(share: Share) -> dict[str, Any]:
    waiting = round(share.waiting, 2)
    return {"stage": share.stage, "microsAPayment": round(share.micros, 2), "waitingForTheDatabase": waiting}


def _figure(figure: Figure) -> dict[str, Any]:
    cpu = figure.reached_in_cpu
    return {
        "name": figure.name,
        "floor": figure.floor or None,
        "unit": figure.unit,
        "goal": figure.goal,
        "reached": round(figure.reached, 3),
        "reachedInCpu": None if cpu is None else round(cpu, 3),
        "isReached": figure.is_reached,
        "samples": [round(one, 3) for one in figure.samples],
        "absolute": {what: round(value, 2) for what, value in figure.absolute.items()},
    }
