"""The colours of a message: few, and dark on light enough to read in the sun, on a poor printer and with poor eyes."""

INK = "#1b1b1b"
QUIET_INK = "#4a4a4a"
PAPER = "#ffffff"
DO_PAPER = "#e6f0fa"
MARK_PAPER = "#fff3cd"
RULE = "#767676"

PAIRS = ((INK, PAPER), (QUIET_INK, PAPER), (INK, DO_PAPER), (INK, MARK_PAPER))
"""What is written in which colour on what; each at least 7 to 1 (WCAG 2.2, 1.4.6)."""


def contrast(one: str, other: str) -> float:
    """How much two colours (`#rrggbb`) differ in light, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
