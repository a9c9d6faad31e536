"""The kinds of household that the norms of the Participatiewet tell apart, and how many of each there are."""

from typing import NamedTuple

from services.schedule.planning.household import HouseholdType


class Kind(NamedTuple):
    """A kind of household: its norm, its people, and what rent it pays (whole euros, from and to).

    `parts` is how many of thirty households are of this kind. Only what is let as a dwelling of its own (`own_door`)
    gives a right to huurtoeslag. `young` means that every adult is 18 to 20.
    """

    norm: str
    household_type: HouseholdType
    adults: int
    children: tuple[int, int]
    rent: tuple[int, int]
    parts: int
    own_door: bool = True
    young: bool = False


_SINGLE, _COUPLE = HouseholdType.SINGLE, HouseholdType.COUPLE
_YOUTH, _YOUTH_COUPLE = HouseholdType.YOUTH, HouseholdType.YOUTH_COUPLE
_NONE, _SOME = (0, 0), (1, 4)

KINDS = (
    Kind("single", _SINGLE, 1, _NONE, (540, 690), 8),
    Kind("couple", _COUPLE, 2, _SOME, (640, 780), 4),
    Kind("single_parent", _SINGLE, 1, (1, 3), (600, 740), 3),
    Kind("youth_with_top_up", _YOUTH, 1, _NONE, (390, 495), 2, young=True),
    Kind("youth", _YOUTH, 1, _NONE, (390, 495), 2, young=True),
    Kind("couple", _COUPLE, 2, _NONE, (590, 720), 2),
    Kind("cost_sharer_2", _SINGLE, 1, _NONE, (290, 420), 1, own_door=False),
    Kind("cost_sharer_3", _SINGLE, 1, _NONE, (270, 390), 2, own_door=False),
    Kind("youth_couple", _YOUTH_COUPLE, 2, _NONE, (470, 560), 1, young=True),
    Kind("youth_couple_children", _YOUTH_COUPLE, 2, (1, 2), (520, 640), 1, young=True),
    Kind("mixed_couple", _COUPLE, 2, _NONE, (540, 680), 1),
    Kind("mixed_couple_children", _COUPLE, 2, (1, 3), (600, 740), 1),
    Kind("aow_single", _SINGLE, 1, _NONE, (520, 660), 1),
    Kind("aow_couple", _COUPLE, 2, _NONE, (560, 700), 1),
)
