"""What a person reads who asks for help or mistypes."""

from house.catalogue import Command
from house.help_page import page, unknown

PLAN = Command("plan", "Show a household's months.", "people", "./ontzorg plan case.json", False)
TEST = Command("test", "Prove it.", "builders", "", False)


def test_commands_stand_under_those_they_are_for_people_first() -> None:
    assert page([TEST, PLAN]).split("\n")[4:11] == [
        "For people: what happens to a household",
        "  plan  Show a household's months.",
        "        $ ./ontzorg plan case.json",
        "",
        "For builders",
        "  test  Prove it.",
        "",
    ]


def test_a_group_without_commands_is_not_shown() -> None:
    assert "operators" not in page([TEST, PLAN])


def test_a_misspelt_command_gets_the_nearest_one() -> None:
    assert unknown("plna", ["plan", "test"]) == "ontzorg: there is no command `plna`. Did you mean `plan`?"


def test_a_word_like_no_command_gets_them_all() -> None:
    assert unknown("xyzzy", ["plan", "test"]) == "ontzorg: there is no command `xyzzy`. There are: plan, test."
