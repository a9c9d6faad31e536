"""Figures of a process, as Prometheus reads them."""

from services.database import Database, connections
from services.metrics import Durations, Figure, Sample, page


def test_how_long_something_took_is_counted_between_bounds_and_added_up() -> None:
    took = Durations("answer_seconds", "Answers.", ("route", "status"), (0.1, 1.0))
    for seconds in (0.1, 0.25, 3):
        took.took(seconds, "/v1/plans", "200")
    assert page([took.figures]) == (
        "# HELP answer_seconds Answers.\n"
        "# TYPE answer_seconds histogram\n"
        'answer_seconds_bucket{route="/v1/plans",status="200",le="0.1"} 1\n'
        'answer_seconds_bucket{route="/v1/plans",status="200",le="1.0"} 2\n'
        'answer_seconds_bucket{route="/v1/plans",status="200",le="+Inf"} 3\n'
        'answer_seconds_sum{route="/v1/plans",status="200"} 3.35\n'
        'answer_seconds_count{route="/v1/plans",status="200"} 3\n'
    )


def test_a_figure_without_labels_and_one_with_a_value_that_has_to_be_escaped() -> None:
    figures = [Figure("many", "Many.", "gauge", [Sample(3), Sample(0.5, {"what": 'a "quoted"\nline\\'})])]
    assert page([lambda: figures]).splitlines()[2:] == ["many 3", 'many{what="a \\"quoted\\"\\nline\\\\"} 0.5']


async def test_connections_are_counted_while_they_are_in_use(database: Database) -> None:
    def used() -> float:
        (figure,) = connections()
        return next(one.value for one in figure.samples if one.labels == USED)

    before = used()
    async with database.reading(None) as session:
        await session.connection()
        assert used() == before + 1
    assert used() == before


USED = {"service": "schedule", "state": "used"}
