"""The policies that ship with the product: which there are, and that each of their figures can be looked up."""

import re
from pathlib import Path

import pytest

from services.errors import InvalidInput
from services.schedule.planning.case import Method
from services.schedule.planning.policy import Destination, Policy
from services.schedule.policies.loading import policies_of, shipped
from tests.schedule.policies.files import WHOLE

_SOURCE = re.compile(r"seed 00[0-3], lines? \d+(-\d+)?|Participatiewet art\. \d+[a-z]?")


def test_there_is_a_policy_for_each_way_of_working_in_the_seeds_and_one_for_the_law() -> None:
    assert list(shipped()) == [
        "capelle",
        "den-haag",
        "dongemond",
        "edam-volendam",
        "hendrik-ido-ambacht",
        "lansingerland",
        "statutory",
        "waterland",
        "zoetermeer",
        "zuidplas",
    ]


@pytest.mark.parametrize("policy", shipped().values(), ids=shipped().keys())
def test_every_figure_names_its_seed_or_its_reason(policy: Policy) -> None:
    for key, source in policy.sources.items():
        assert source.evidence or source.inferred or key in ("title", "inherits"), key
        assert all(_SOURCE.fullmatch(evidence) for evidence in source.evidence), source.evidence


@pytest.mark.parametrize("policy", shipped().values(), ids=shipped().keys())
def test_no_payout_day_and_no_floor_is_given_out_as_a_pilots_own(policy: Policy) -> None:
    assert {"payout.day", "leefgeld.floor.single"} <= policy.inferred.keys()


def test_only_under_budgetbeheer_do_toeslagen_go_to_the_budget() -> None:
    to_budget = {
        name for name, policy in shipped().items() if policy.destination("huurtoeslag") is not Destination.CLIENT
    }

    assert to_budget == {"den-haag", "dongemond", "hendrik-ido-ambacht", "statutory"}
    assert all(shipped()[name].method is Method.BUDGETBEHEER for name in to_budget)


def test_den_haag_knows_its_four_hundred_euros_from_the_seed_and_says_so() -> None:
    source = shipped()["den-haag"].sources["leefgeld.amount.single"]

    assert (source.evidence, source.inferred) == (("seed 001, lines 1200-1202",), None)
    assert "leefgeld.amount.couple" in shipped()["den-haag"].inferred


def test_a_folder_of_policies_is_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "nergenshuizen.toml").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "readme.txt").write_text("not a policy", encoding="utf-8")

    assert list(policies_of(tmp_path)) == ["nergenshuizen"]


def test_a_folder_with_a_fault_gives_no_policy_at_all(tmp_path: Path) -> None:
    (tmp_path / "nergenshuizen.toml").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "anders.toml").write_text("title = ", encoding="utf-8")

    with pytest.raises(InvalidInput, match=r"anders\.toml, line 1"):
        policies_of(tmp_path)


def test_a_file_in_another_encoding_is_named_and_its_heirs_are_not_blamed(tmp_path: Path) -> None:
    (tmp_path / "parent.toml").write_bytes(WHOLE.encode("utf-16"))
    (tmp_path / "heir.toml").write_text('inherits = "parent"\n', encoding="utf-8")

    with pytest.raises(InvalidInput) as refused:
        policies_of(tmp_path)
    assert [str(fault) for fault in refused.value.faults] == [
        "parent.toml: byte 1 is not UTF-8 (save the file as UTF-8)"
    ]


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "nergenshuizen.toml").write_text(WHOLE, encoding="utf-8-sig")

    assert list(policies_of(tmp_path)) == ["nergenshuizen"]
