"""The command of the simulator: what it does not understand it says before anything begins."""

from argparse import ArgumentParser

import pytest

from house.command_line import main
from house.commands.simulate import add_arguments, again


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--seeds", "20-1"], "'20-1' is no range such as 1-20"),
        (["--seeds", "all"], "'all' is no range such as 1-20"),
        (["--households", "9"], "'9' is no number from 10 to 20000"),
        (["--months", "13"], "'13' is no number from 1 to 12"),
        (["--faults", "fee,fie"], "'fie' is no fault (give all, none, bank, "),
        (["--faults", "fum,fie"], "'fum' is no fault (give "),
        (["--seeds", "1-4", "--processes", "0"], "'0' is no number from 1 to 64"),
    ],
)
def test_what_cannot_be_is_wrong_usage(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["simulate", *words])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_every_fault_that_nobody_knows_is_named_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["simulate", "--faults", "fum,fee,fie"])
    said = capsys.readouterr().err
    assert said.count("is no fault") == 2
    assert "'fie' is no fault" in said
    assert "toeslag_to_client" in said


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ([], "./ontzorg simulate --households 200 --months 7 --seed 4"),
        (["--households", "30", "--seeds", "1-20"], "./ontzorg simulate --households 30 --months 7 --seed 4"),
        (["--faults", "bank"], "./ontzorg simulate --households 200 --months 7 --seed 4 --faults bank"),
        (["--keep-going"], "./ontzorg simulate --households 200 --months 7 --seed 4 --keep-going"),
    ],
)
def test_a_seed_is_lived_again_by_one_command_whichever_way_it_came_up(words: list[str], command: str) -> None:
    parser = ArgumentParser()
    add_arguments(parser)
    assert again(parser.parse_args(words), 4) == command
