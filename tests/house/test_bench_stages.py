"""Where the time goes is told by functions that exist, from the innermost on, also while they wait."""

import asyncio
import inspect
import time
from importlib import import_module

import pytest

from house.bench.sampling import EVERY, Sampler
from house.bench.stages import ASKING, REST, STAGES, STORING, stage_of

PROPOSING = "services.schedule.payments.proposing"


@pytest.mark.parametrize(("module", "function"), STAGES)
def test_what_a_stage_is_recognised_by_exists(module: str, function: str) -> None:
    found = import_module(module)
    if function:
        assert inspect.isfunction(getattr(found, function))


def test_storing_is_among_the_stages() -> None:
    assert set(STORING) <= set(STAGES.values())


def test_the_innermost_function_that_is_named_counts() -> None:
    copying = "services.schedule.payments.copying"
    at_work = [("psycopg.copy", "write"), (copying, "copy_lines"), (PROPOSING, "propose_batch")]
    assert stage_of(at_work) == "COPY of the payments"
    assert stage_of(at_work[2:]) == "INSERT of the payments"


def test_a_module_is_named_for_all_its_functions_and_a_package_for_all_its_modules() -> None:
    assert stage_of([("services.schedule.ledger.posting", "whatever")]) == "posting"
    assert stage_of([("services.schedule.planning.benefit", "whatever")]) == "planning"


def test_whatever_the_registry_does_in_our_process_is_the_asking() -> None:
    asking = [("services.schedule.payments.releasing", "ask_to_release"), (PROPOSING, "propose_batch")]
    between = [("httpx._client", "send"), ("services.schedule.registry.registry", "release")]
    inside = [("services.sealing", "unseal"), ("services.mandates.release.repository", "facts_of")]
    assert stage_of([*inside, *between, *asking]) == ASKING
    assert stage_of([*between, *asking]) == ASKING
    assert stage_of(inside) == ASKING, "an answer may be made in a task of its own"


def test_what_is_not_named_is_the_rest() -> None:
    assert stage_of([("asyncio.base_events", "_run_once"), ("services.database", "transaction")]) == REST
    assert stage_of([]) == REST


def test_work_and_waiting_are_looked_at_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own functions are given the name of a stage, for its module alone tells what is looked at."""
    monkeypatch.setitem(globals(), "__name__", PROPOSING)
    sampler = asyncio.run(_sampled(25 * EVERY))  # on Python's own loop, as a measure is: another's waiting is not seen
    assert sampler.waits["INSERT of the payments"] > 0
    assert sampler.looks["candidates"] > sampler.waits["candidates"] == 0


async def _sampled(seconds: float) -> Sampler:
    sampler = Sampler(asyncio.get_running_loop())
    with sampler.looking():
        await propose_batch(seconds)
        _payment_line(seconds)
    return sampler


async def propose_batch(seconds: float) -> None:
    await asyncio.sleep(seconds)


def _payment_line(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
