"""The whole schema of the schedule service as rows, to show that nothing changed."""

from tests.rows import Rows, everything_of


def everything(admin_url: str) -> Rows:
    """Every row of every table of the schedule service, whoever it belongs to."""
    return everything_of(admin_url, "schedule")


def changed(before: Rows, after: Rows) -> list[str]:
    """The tables that are not as they were."""
    return [name for name in after if before[name] != after[name]]
