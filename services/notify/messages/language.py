"""The languages that people are told in, and what each of them asks of whoever writes it down.

Which ones: those of the pilots' participants (seed 001: 53% from Syria, 12% from Eritrea, then Turkey, Yemen,
Afghanistan, Iran, Sudan, Iraq and Somalia). How amounts are written follows the locale data of Unicode (CLDR 47), with
the digits of letters and bank apps here: 0 to 9 everywhere.
"""

from enum import StrEnum
from typing import NamedTuple

from services.money import Cents

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


class Direction(StrEnum):
    """Where a line begins."""

    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


class Language(StrEnum):
    """A language by its code (ISO 639-1)."""

    DUTCH = "nl"
    ENGLISH = "en"
    ARABIC = "ar"
    TIGRINYA = "ti"
    TURKISH = "tr"
    PERSIAN = "fa"
    SOMALI = "so"

    @property
    def own_name(self) -> str:
        """How those who speak it call it."""
        return _TRAITS[self].own_name

    @property
    def direction(self) -> Direction:
        """Where its lines begin."""
        return _TRAITS[self].direction

    def euros(self, cents: Cents) -> str:
        """The amount as its readers write it, the sign of the euro always to the left of the digits."""
        traits = _TRAITS[self]
        whole, rest = divmod(abs(cents), 100)
        minus = "-" if cents < 0 else ""
        return f"€{traits.gap}{minus}{whole:,}".replace(",", traits.thousands) + f"{traits.decimal}{rest:02}"


class _Traits(NamedTuple):
    own_name: str
    direction: Direction = Direction.LEFT_TO_RIGHT
    thousands: str = ","
    decimal: str = "."
    gap: str = ""


_TRAITS = {
    Language.DUTCH: _Traits("Nederlands", thousands=".", decimal=",", gap=_NO_BREAK_SPACE),
    Language.ENGLISH: _Traits("English"),
    Language.ARABIC: _Traits("العربية", Direction.RIGHT_TO_LEFT, gap=_NO_BREAK_SPACE),
    Language.TIGRINYA: _Traits("ትግርኛ"),
    Language.TURKISH: _Traits("Türkçe", thousands=".", decimal=","),
    Language.PERSIAN: _Traits("فارسی", Direction.RIGHT_TO_LEFT, gap=_NO_BREAK_SPACE),
    Language.SOMALI: _Traits("Soomaali"),
}
