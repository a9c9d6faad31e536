"""The whole schema of a service, the registry's if none is named, as rows, to show that nothing changed."""

from tests.rows import Rows, everything_of


def everything(admin_url: str, service: str = "mandates") -> Rows:
    """Every row of every table of a service, whoever it belongs to."""
    return everything_of(admin_url, service)
