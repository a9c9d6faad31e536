"""What tests of the schedule service stand on: municipalities of two organisations, each with a policy."""

from uuid import UUID

import psycopg
import pytest

DEN_HAAG, CAPELLE = "GM0518", "GM0502"


@pytest.fixture
def municipalities(admin_url: str, organisation: UUID, another_organisation: UUID) -> None:
    """Ours are Den Haag by budgetbeheer and Capelle by inhouding; the other organisation's is Zoetermeer."""
    rows = [
        (organisation, DEN_HAAG, "Den Haag", "den-haag", "NL91ABNA0417164300"),
        (organisation, CAPELLE, "Capelle aan den IJssel", "capelle", "NL91ABNA0417164300"),
        (another_organisation, "GM0637", "Zoetermeer", "zoetermeer", "NL91ABNA0417164300"),
    ]
    with psycopg.connect(admin_url) as connection, connection.cursor() as cursor:
        cursor.executemany("insert into schedule.municipality values (%s, %s, %s, %s, %s)", rows)
