"""A house of parts under load loses its database, a part and a link once each, and keeps every promise."""

from collections import Counter
from pathlib import Path

import pytest

from house.chaos.run import live_through
from house.chaos.trouble import Kind
from house.chaos.verdict import Verdict
from tests.house.running_up import place


@pytest.mark.long
async def test_after_one_stop_one_kill_and_one_cut_everything_that_was_answered_is_there_once() -> None:
    with place() as folder:
        outcome = await live_through(1, 20, 20, Path(folder), lambda _: None)
    assert list(outcome.wrong) == []
    assert {one.kind for one in outcome.befell} >= {Kind.KILL, Kind.STOP}
    assert len(outcome.befell) == 3
    verdicts = Counter(one.verdict for one in outcome.told)
    assert verdicts[Verdict.ANSWERED] > 10
    assert verdicts[Verdict.AGAIN] == 0
    assert outcome.restarts >= 1
