"""Who hears next: levels that make sense, or a refusal that names all that does not."""

from datetime import timedelta

import pytest

from services.errors import InvalidInput
from services.notify.desk.levels import DEFAULT, Desk, Level, LevelRole
from services.notify.desk.worker import DeskRole

HOUR = timedelta(hours=1)


def test_the_first_level_of_a_new_desk_is_whose_it_is_and_the_last_the_administrator() -> None:
    heard = [one.role.role(DeskRole.SUPPLIER_DESK) for one in DEFAULT.levels]
    assert heard == [DeskRole.SUPPLIER_DESK, DeskRole.TEAM_LEAD, DeskRole.ADMINISTRATOR]


@pytest.mark.parametrize(
    ("levels", "faults"),
    [
        ((), ["are none, or more than five"]),
        ((Level(LevelRole.TEAM_LEAD, HOUR),) * 2, ["name the same role twice in a row"]),
        ((Level(LevelRole.TEAM_LEAD, timedelta()),), ["have no time, or more than a week"]),
        (
            (Level(LevelRole.TEAM_LEAD, timedelta(days=8)),) * 6,
            ["are none, or more than five", "name the same role twice in a row", "have no time, or more than a week"],
        ),
    ],
)
def test_levels_that_tell_nobody_or_never_go_on_are_refused_with_every_fault(
    levels: tuple[Level, ...], faults: list[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        Desk(DEFAULT.digest_at, levels)
    assert [fault.what for fault in refused.value.faults] == faults
