import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import structlog
from opentelemetry.sdk.trace import TracerProvider

from services.clock import MovableClock
from services.telemetry import Operation, PersonalDataInLog, begin_operation, is_personal, operating, trace_headers
from tests.logs import Log, logging_to

NOON = MovableClock(datetime(2026, 3, 1, 12, tzinfo=UTC))
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def log() -> Iterator[Log]:
    with logging_to("schedule", NOON) as lines:
        yield lines


def test_a_line_is_one_json_object_stamped_by_the_houses_own_clock(log: Log) -> None:
    structlog.get_logger("run").info("run filed", run_id="019ca6b1", files=2)
    assert log.lines == [
        {
            "event": "run filed",
            "run_id": "019ca6b1",
            "files": 2,
            "level": "info",
            "logger": "run",
            "service": "schedule",
            "at": "2026-03-01T12:00:00Z",
        }
    ]


def test_the_libraries_write_the_same_lines(log: Log) -> None:
    logging.getLogger("uvicorn.error").warning("stopped after %d seconds", 3)
    (line,) = log.lines
    assert (line["event"], line["level"], line["logger"], line["service"]) == (
        "stopped after 3 seconds",
        "warning",
        "uvicorn.error",
        "schedule",
    )


@pytest.mark.parametrize(
    "field", ["name", "iban", "bsn", "address", "payeeName", "payee_iban", "home_address", "postcode", "emailAddress"]
)
def test_a_personal_field_is_refused_where_a_programmer_sees_it(field: str, log: Log) -> None:
    with pytest.raises(PersonalDataInLog, match=field):
        structlog.get_logger().info("paid", **{field: "Voorbeeld"})
    assert log.lines == []


def test_a_personal_field_deep_inside_is_refused_too(log: Log) -> None:
    with pytest.raises(PersonalDataInLog, match="bsn"):
        structlog.get_logger().info("read", rows=[{"client": {"bsn": "000000000"}}])


def test_in_production_the_line_comes_without_the_field_and_says_so() -> None:
    with logging_to("schedule", NOON, strict=False) as log:
        structlog.get_logger().info("paid", payment_id="019ca6b1", payee={"name": "Voorbeeld", "kind": "rent"})
    (line,) = log.lines
    assert (line["payment_id"], line["payee"], line["left_out"]) == ("019ca6b1", {"kind": "rent"}, ["name"])
    assert "Voorbeeld" not in log.getvalue()


@pytest.mark.parametrize("field", ["job_name", "event", "service", "renamed", "addressed", "household_id", "amount"])
def test_fields_that_only_look_personal_are_logged(field: str) -> None:
    assert not is_personal(field)


def test_account_numbers_are_masked_in_messages_values_and_exceptions(log: Log) -> None:
    logger = structlog.get_logger()
    logger.info("NL91ABNA0417164300 is closed", accounts=["NL91 ABNA 0417 1643 00"], by={"text": "NL91ABNA0417164300"})
    try:
        int("NL91ABNA0417164300")
    except ValueError:
        logger.exception("not paid")
    assert "0417" not in log.getvalue()
    assert log.lines[0]["event"] == "NL91**********4300 is closed"
    assert "invalid literal for int() with base 10: 'NL91**********4300'" in log.lines[1]["exception"]


def test_a_line_below_the_level_is_not_written(log: Log) -> None:
    structlog.get_logger().debug("thinking")
    logging.getLogger("sqlalchemy.engine").debug("select 1")
    assert log.lines == []


@pytest.mark.parametrize("library", ["httpx", "uvicorn.access", "apscheduler.executors.default"])
def test_a_talkative_library_is_heard_when_something_is_wrong(library: str, log: Log) -> None:
    logging.getLogger(library).info("the same as a second ago")
    logging.getLogger(library).warning("late")
    assert [line["event"] for line in log.lines] == ["late"]


def test_a_request_continues_its_callers_trace_in_every_line(log: Log) -> None:
    begun = begin_operation({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    assert (begun.trace_id, begun.parent_id, len(begun.id)) == (TRACE, "00f067aa0ba902b7", 16)
    structlog.get_logger().info("asked")
    assert log.lines[0]["trace_id"] == TRACE


@pytest.mark.parametrize(
    "given", ["", "nonsense", f"00-{'0' * 32}-00f067aa0ba902b7-01", f"ff-{TRACE}-00f067aa0ba902b7-01"]
)
def test_without_a_good_traceparent_a_trace_begins_here(given: str) -> None:
    first, second = (begin_operation({"traceparent": given}) for _ in range(2))
    assert (len(first.trace_id), first.parent_id) == (32, None)
    assert TRACE not in (first.trace_id, second.trace_id)
    assert (first.trace_id, first.id) != (second.trace_id, second.id)


def test_a_trace_begins_without_what_the_request_before_it_had_bound() -> None:
    structlog.contextvars.bind_contextvars(organisation_id="another's")
    begin_operation({})
    assert "organisation_id" not in structlog.contextvars.get_contextvars()


def test_a_call_to_another_service_continues_the_trace() -> None:
    begin_operation({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    assert trace_headers()["traceparent"].startswith(f"00-{TRACE}-")


def test_a_call_to_another_service_names_the_operation_that_asks() -> None:
    begun = begin_operation({})
    with operating(Operation(begun.trace_id, "00f067aa0ba902b7")):
        assert trace_headers()["traceparent"] == f"00-{begun.trace_id}-00f067aa0ba902b7-00"
    assert "00f067aa0ba902b7" not in trace_headers()["traceparent"]


def test_outside_a_request_there_is_no_trace_to_continue() -> None:
    structlog.contextvars.clear_contextvars()
    assert trace_headers() == {}


def test_within_a_span_the_trace_is_the_spans(log: Log) -> None:
    with TracerProvider().get_tracer("test").start_as_current_span("filing") as span:
        trace_id = f"{span.get_span_context().trace_id:032x}"
        assert begin_operation({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}).trace_id == trace_id
        structlog.get_logger().info("filed")
        assert trace_headers()["traceparent"].split("-")[1] == trace_id
    assert log.lines[0]["span_id"] == f"{span.get_span_context().span_id:016x}"
