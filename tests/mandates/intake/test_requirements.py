"""Which papers are asked is data; every fault in it is named with its file, its line and its cure."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from services.errors import InvalidInput
from services.mandates.costs import Cost
from services.mandates.intake.requirement import PaperKind, PaperNeed, Person, Requirement, Start, whole_sets
from services.mandates.intake.requirement_reading import requirements_in, requirements_of, shipped

TODAY = date(2026, 1, 5)
DEFAULT = """\
title = "What is asked"
evidence = ["seed 001, lines 1969-1983"]

[identity]
from = "client"
to = "case_manager"
bank_days_before = 15
inferred = "three weeks"

[lease]
costs = ["rent"]
from = "client"
to = "case_manager"
bank_days_before = 10
inferred = "two weeks"
"""
OTHER = 'title = "Another way"\nevidence = ["seed 001, line 1"]\n'


def faults_of(**texts: str) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidInput) as refusal:
        requirements_in(texts)
    return [(fault.where, fault.what, fault.cure) for fault in refusal.value.faults]


def test_each_file_belongs_to_a_policy_that_ships() -> None:
    here = {one.name for one in files("services.mandates.intake.requirements").iterdir() if one.name.endswith(".toml")}
    policies = {one.name for one in files("services.schedule.policies").iterdir() if one.name.endswith(".toml")}
    assert here - {"default.toml"} == {
        "den-haag.toml", "edam-volendam.toml", "hendrik-ido-ambacht.toml", "waterland.toml",
    }  # fmt: skip
    assert here - {"default.toml"} <= policies


def test_a_policy_without_a_file_asks_what_every_policy_asks() -> None:
    assert shipped().of("capelle") == shipped().of("made-up-by-us") == shipped().of("default")
    assert [(one.kind, one.delivered_by, one.delivered_to) for one in shipped().of("capelle")] == [
        ("identity", "client", "case_manager"),
        ("iban", "client", "case_manager"),
        ("lease", "client", "case_manager"),
        ("customer_number", "client", "case_manager"),
        ("advance", "supplier", "case_manager"),
        ("brp", "client", "municipality"),
        ("b12", "coa", "municipality"),
        ("authorisation", "client", "case_manager"),
    ]


def test_in_drechtsteden_supporters_bring_the_papers_to_the_regisseur() -> None:
    """Seed 001, lines 1987-1989."""
    brought = {one.kind: (one.delivered_by, one.delivered_to) for one in shipped().of("hendrik-ido-ambacht")}
    for kind in ("identity", "iban", "lease", "customer_number", "advance"):
        assert brought[PaperKind(kind)] == (Person.SUPPORTER, Person.MUNICIPALITY)
    assert brought[PaperKind.B12] == (Person.COA, Person.MUNICIPALITY)


def test_in_waterland_the_rent_alone_needs_papers() -> None:
    kinds = [one.kind for one in shipped().of("waterland")]
    assert kinds == ["identity", "iban", "lease", "brp", "b12", "authorisation"]


@pytest.mark.parametrize(
    ("first_due", "due_on"),
    [
        (date(2026, 2, 1), date(2026, 1, 19)),  # a Sunday: the ten before it end on a Friday
        (date(2026, 4, 7), date(2026, 3, 20)),  # Good Friday and Easter Monday lie between
        (date(2026, 5, 4), date(2026, 4, 17)),  # 1 May lies between, King's Day is a bank day
        (date(2026, 12, 28), date(2026, 12, 11)),  # Christmas lies between
    ],
)
def test_a_paper_of_a_cost_is_due_bank_days_before_the_cost(first_due: date, due_on: date) -> None:
    lease = Requirement(PaperKind.LEASE, Person.CLIENT, Person.CASE_MANAGER, 10, costs=(Cost.RENT,))
    assert lease.due_on(TODAY, first_due) == due_on


def due_days(*first_due: tuple[str, date], leefgeld: date | None = None, today: date = TODAY) -> dict[str, date]:
    """By when the papers that belong to no cost are to be there, as every policy asks them."""
    needs = shipped().needs(Start("default", first_due, leefgeld), today)
    return {str(one.kind): one.due_on for one in needs if not one.about}


def test_what_every_cost_waits_for_is_due_bank_days_before_the_first_of_them() -> None:
    rent, premium = ("rent", date(2026, 4, 1)), ("health_premium", date(2026, 3, 25))
    found = due_days(rent, premium)
    assert (found["identity"], found["authorisation"]) == (date(2026, 3, 4), date(2026, 3, 4))
    assert due_days(rent)["authorisation"] == date(2026, 3, 11)
    assert due_days(rent, today=date(2026, 3, 2))["authorisation"] == date(2026, 3, 11), "whenever it is asked"


def test_an_account_for_leefgeld_is_asked_by_its_first_day_and_else_within_two_weeks() -> None:
    rent = ("rent", date(2026, 2, 1))
    assert due_days(rent, leefgeld=date(2026, 2, 10))["iban"] == date(2026, 1, 27)
    assert due_days(rent)["iban"] == date(2026, 1, 19)


def test_what_no_payment_waits_for_is_due_days_after_it_is_asked() -> None:
    found = due_days(("rent", date(2026, 4, 1)), leefgeld=date(2026, 3, 1))
    assert (found["b12"], found["brp"]) == (date(2026, 1, 26), date(2026, 1, 19))


def test_papers_are_asked_for_the_costs_that_we_are_to_pay() -> None:
    start = Start("made-up-by-us", (("rent", date(2026, 2, 1)),))
    needs = requirements_in({"default": DEFAULT}).needs(start, TODAY)
    assert needs == (
        PaperNeed(PaperKind.IDENTITY, "", Person.CLIENT, Person.CASE_MANAGER, date(2026, 1, 12), True),
        PaperNeed(PaperKind.LEASE, "rent", Person.CLIENT, Person.CASE_MANAGER, date(2026, 1, 19), True),
    )
    assert requirements_in({"default": DEFAULT}).needs(Start("made-up-by-us", ()), TODAY) == ()


def test_a_cost_waits_for_its_own_papers_and_those_of_every_cost_and_for_no_others() -> None:
    start = Start("default", (("energy", date(2026, 2, 15)), ("rent", date(2026, 2, 1))))
    needs = requirements_in({"default": DEFAULT.replace("[lease]", "[b12]\nfrom='coa'\nto='coa'\n"
        "days_after_registration=21\nholds_costs=false\ninferred='late'\n[lease]")}).needs(start, TODAY)  # fmt: skip
    assert whole_sets(needs, ["rent", "energy"], set()) == set()
    assert whole_sets(needs, ["rent", "energy"], {("identity", "")}) == {"energy"}
    assert whole_sets(needs, ["rent", "energy"], {("identity", ""), ("lease", "rent")}) == {"rent", "energy"}


def test_a_file_says_only_what_differs() -> None:
    lease = '\n[lease]\nbank_days_before = 20\nevidence = ["seed 001, line 2"]\n'
    read = requirements_in({"default": DEFAULT, "other": OTHER + lease})
    assert read.of("other") == (
        Requirement(PaperKind.IDENTITY, Person.CLIENT, Person.CASE_MANAGER, 15),
        Requirement(PaperKind.LEASE, Person.CLIENT, Person.CASE_MANAGER, 20, costs=(Cost.RENT,)),
    )
    assert read.of("default")[1].bank_days_before == 10


def test_a_paper_for_which_no_cost_waits_any_more_says_within_how_many_days_it_is_asked() -> None:
    idle = '\n[identity]\nholds_costs = false\ninferred = "we know everybody"\n'
    ((where, what, _),) = faults_of(default=DEFAULT, other=OTHER + idle)
    assert (where, what) == ("other.toml, line 4: identity.days_after_registration", "this field is missing")
    read = requirements_in({"default": DEFAULT, "other": OTHER + idle + "days_after_registration = 7\n"})
    assert read.of("other")[0] == Requirement(
        PaperKind.IDENTITY, Person.CLIENT, Person.CASE_MANAGER, None, 7, holds_costs=False
    )


def test_what_is_no_toml_is_told_with_its_line() -> None:
    ((where, what, cure),) = faults_of(default=DEFAULT, other=OTHER + "[lease\n")
    assert where == "other.toml, line 3"
    assert what.startswith("this is not TOML: ")
    assert cure == "mend the file at that place"


def test_every_fault_of_every_file_is_told_at_once_with_its_line() -> None:
    wrong = DEFAULT.replace("client", "klant", 1).replace("bank_days_before = 15", "bank_day_before = 15")
    misspelt = (
        OTHER + '\n[leese]\nfrom = "client"\n\n[lease]\ncosts = ["rent", "rnt"]\ninferred = "so"\nholds_costs = 1\n'
    )
    assert faults_of(default=wrong, other=misspelt) == [
        ("other.toml, line 4: leese", "this paper is not known", "did you mean 'lease'?"),
        ("default.toml, line 5: identity.from", "'klant' is not known", "one of: client, supporter, case_manager, "
            "supplier, municipality, coa"),
        ("default.toml, line 4: identity.bank_days_before", "this field is missing", "add it"),
        ("default.toml, line 7: identity.bank_day_before", "this field is not known",
            "did you mean 'bank_days_before'?"),
        ("other.toml, line 8: lease.costs[1]", "'rnt' is no kind of cost", "did you mean 'rent'?"),
        ("other.toml, line 10: lease.holds_costs", "is neither true nor false",
            "leave it out, or write holds_costs = false"),
    ]  # fmt: skip


def test_a_paper_says_what_it_rests_on() -> None:
    ((where, what, _),) = faults_of(default=DEFAULT, other=OTHER + "\n[lease]\nbank_days_before = 20\n")
    assert (where, what) == ("other.toml, line 4: lease", "nothing says where this comes from")


def test_no_cost_starts_without_any_paper() -> None:
    nothing = '\n[identity]\nasked = false\ninferred = "we know everybody"\n'
    ((where, what, _),) = faults_of(default=DEFAULT, other=OTHER + nothing)
    assert (where, what) == ("other.toml, line 1", "no paper is asked that every cost needs")


def test_without_a_default_nothing_is_known(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(DEFAULT)
    with pytest.raises(InvalidInput, match=r"default\.toml: is missing"):
        requirements_of(tmp_path)
    (tmp_path / "default.toml").write_text(DEFAULT)
    assert len(requirements_of(tmp_path).of("other")) == 2
