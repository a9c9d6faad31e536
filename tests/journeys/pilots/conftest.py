"""A sandbox in this process, as the tests of worlds have it."""

from tests.house.worlds.conftest import sandbox as sandbox
