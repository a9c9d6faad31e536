"""Pictograms of our own, for who reads little: each a drawing of a few strokes on a square of 24 by 24.

Seed 001, lines 3541-3545: an overview of income and expenses with pictograms is what people who cannot read
understand. They always stand beside words, so they are decoration to a screen reader and say nothing that the words do
not. Strokes only, in the colour of the text: they survive a black and white printer.
"""

from enum import StrEnum


class Pictogram(StrEnum):
    """What can be drawn."""

    HOUSE = "house"
    LIGHTNING_AND_FLAME = "lightning_and_flame"
    TAP = "tap"
    CROSS = "cross"
    BASKET = "basket"
    CALENDAR = "calendar"
    PHONE = "phone"
    ENVELOPE = "envelope"


_STROKES: dict[Pictogram, tuple[str, ...]] = {
    Pictogram.HOUSE: ("M3 11.5 12 4l9 7.5", "M5.5 9.5V20h13V9.5", "M10 20v-6h4v6"),
    Pictogram.LIGHTNING_AND_FLAME: (
        "M7 3 2.5 12.5H6L5 21l6-11.5H7.5L9.5 3z",
        "M17 6.5c.4 2.6 4.2 4.4 4.2 8.6a4.2 4.2 0 0 1-8.4 0c0-1.9 1-3 1.8-4 .3 1.1.8 1.7 1.4 2-.2-2.3.1-4.7 1-6.6z",
    ),
    Pictogram.TAP: (
        "M3 8h9a5 5 0 0 1 5 5v1.5h-4V13a1 1 0 0 0-1-1H3z",
        "M8 8V5M5 4.5h6",
        "M15 17.5c-1.5 2-1.5 4 0 4s1.5-2 0-4z",
    ),
    Pictogram.CROSS: ("M9 3.5h6V9h5.5v6H15v5.5H9V15H3.5V9H9z",),
    Pictogram.BASKET: (
        "M3 11h18l-2 9.5H5z",
        "M7 11l3-5M17 11l-3-5",
        "M9.5 14v3.5M14.5 14v3.5",
        "M12 1.6a1.9 1.9 0 1 1 0 3.8a1.9 1.9 0 1 1 0-3.8z",
    ),
    Pictogram.CALENDAR: ("M4 5.5h16V20H4z", "M4 10h16", "M8 3v4M16 3v4", "M12.5 13h3.5v3.5h-3.5z"),
    Pictogram.PHONE: (
        "M6.5 3 10 3.5l1 4.5-2.3 1.8a12 12 0 0 0 5.5 5.5L16 13l4.5 1 .5 3.5c0 1.7-1.3 3-3 3"
        "C10.5 20.5 3.5 13.5 3.5 6c0-1.7 1.3-3 3-3z",
    ),
    Pictogram.ENVELOPE: ("M3 5.5h18v13H3z", "M3 6.5l9 7 9-7"),
}


def svg_of(pictogram: Pictogram, size: str = "24", colour: str = "currentColor") -> str:
    """The drawing as SVG, hidden from whoever reads aloud."""
    strokes = "".join(f'<path d="{one}"/>' for one in _STROKES[pictogram])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="{size}" height="{size}" fill="none"'
        f' stroke="{colour}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'
        f' aria-hidden="true" focusable="false">{strokes}</svg>'
    )
