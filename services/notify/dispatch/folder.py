"""A folder where somebody fetches: a print shop its letters, a provider of text messages its messages, a test anything.

A message is two files, named for it: its bytes, and beside them what is written on the envelope, which is there last.
So whoever fetches takes what has an envelope. The same message again is the same files.
"""

import asyncio
import json
from pathlib import Path

from services.notify.addressees.channel import Channel
from services.notify.dispatch.carrier import Carried, HandedOver, NotNow
from services.notify.dispatch.parcel import MEDIA_TYPES, Parcel

_ENDINGS = {Channel.EMAIL: ".eml", Channel.SMS: ".txt", Channel.LETTER: ".pdf"}


class Folder:
    """Carries into a folder of its own for each channel."""

    repeats_safely = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def carry(self, parcel: Parcel) -> Carried:
        """Lay it down; a folder that is full or away takes it later."""
        try:
            await asyncio.to_thread(self._lay_down, parcel)
        except OSError:
            return NotNow()
        return HandedOver()

    def _lay_down(self, parcel: Parcel) -> None:
        there = self._folder / parcel.channel
        there.mkdir(parents=True, exist_ok=True)
        name = f"{parcel.message_id}{_ENDINGS[parcel.channel]}"
        envelope = {
            "to": parcel.to,
            "language": parcel.language,
            "file": name,
            "mediaType": MEDIA_TYPES[parcel.channel],
            "sha256": parcel.content_hash.hex(),
        }
        _write(there / name, parcel.content)
        _write(there / f"{parcel.message_id}.json", json.dumps(envelope, ensure_ascii=False).encode())


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    beginning = path.with_name(f".{path.name}.new")
    beginning.write_bytes(content)
    beginning.replace(path)
