"""The key of each household: what is kept of its people opens with it alone, and is erased by destroying it."""

from typing import Final

from services.notify.own_keys import OwnKeys

HOUSEHOLD_KEYS: Final = OwnKeys("household")
