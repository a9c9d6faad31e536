"""Two households of Den Haag, of which March is paid and in its bank file."""

from tests.schedule.allocations.conftest import (
    admin_url,
    another_organisation,
    filed,
    municipalities,
    organisation,
    treasury,
)

__all__ = ["admin_url", "another_organisation", "filed", "municipalities", "organisation", "treasury"]
