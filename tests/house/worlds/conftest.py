"""A sandbox in this process, over the server of the tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from house.postgres import Cluster
from house.worlds.app import open_sandbox
from house.worlds.databases import Databases
from house.worlds.keeper import Keeper
from tests.house.worlds.visiting import Sandbox


@pytest.fixture
async def sandbox(cluster: Cluster, template: str, tmp_path: Path) -> AsyncIterator[Sandbox]:
    """A sandbox that keeps at most two worlds."""
    keeper = Keeper(Databases(cluster.url(), template), "http://sandbox.test", tmp_path, most=2)
    async with open_sandbox(keeper) as app:
        yield Sandbox(app)
