"""Payers that every municipality knows: Dienst Toeslagen pays all toeslagen of all households from one account."""

import tomllib
from functools import lru_cache
from importlib.resources import files

from services.schedule.matching.remembered import Remembered
from services.schedule.statements.statement import Direction
from services.sealing import Keyring


@lru_cache(maxsize=8)
def known_payers(keyring: Keyring) -> tuple[Remembered, ...]:
    """What is known of payers without anybody having said so, as `payers.toml` has it with its sources."""
    written = tomllib.loads(files(__package__).joinpath("payers.toml").read_text(encoding="utf-8"))
    return tuple(
        Remembered(
            id=None,
            direction=Direction.CREDIT,
            counterparty=keyring.lookup(payer["iban"]),
            words=frozenset(keyring.lookup(word) for word in words),
            kind=kind,
        )
        for payer in written["payer"]
        for kind, ways in payer["kinds"].items()
        for words in ways
    )
