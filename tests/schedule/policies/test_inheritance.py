"""A policy takes over what it does not say itself; one that comes back to itself, or to nobody, is refused."""

from services.schedule.planning.case import Account, Route
from services.schedule.planning.household import HouseholdType
from services.schedule.planning.policy import ByHousehold, GrantRule, Policy, RampDownMode
from services.schedule.policies.loading import policies_in
from tests.schedule.policies.files import WHOLE, faults_of


def heir(parent: str, more: str = "") -> str:
    """A policy that says little of its own."""
    return f'inherits = "{parent}"\ntitle = "The same with a difference"\n{more}'


def inherited(more: str, parent: str = WHOLE) -> Policy:
    """What becomes of the heir of a whole policy."""
    return policies_in({"parent": parent, "heir": heir("parent", more)})["heir"]


def test_what_is_not_said_is_taken_over_with_its_source() -> None:
    policy = inherited("")

    assert (policy.title, policy.executor) == ("The same with a difference", "the municipality of Nergenshuizen")
    source = policy.sources["leefgeld.floor"]
    assert (source.policy, source.evidence) == ("parent", ("policy rules of Nergenshuizen, art. 4",))


def test_a_table_is_taken_over_key_by_key() -> None:
    policy = inherited('[routes]\nenergy = "if_it_fits"\nevidence = ["by-law 7"]\n')

    assert policy.routes == {"rent": Route.ALWAYS, "energy": Route.IF_IT_FITS}
    assert (policy.sources["routes.rent"].policy, policy.sources["routes.energy"].policy) == ("parent", "heir")


def test_a_list_and_a_ramp_down_are_taken_over_whole() -> None:
    grant = '[[bridging]]\nkind = "grant"\namount = {}\nevidence = ["art. 7"]\n'
    steps = '[ramp_down]\nmode = "one_at_a_time"\nfrom_month = 5\norder = ["rent"]\nevidence = ["art. 8"]\n'
    parent = WHOLE.replace('[ramp_down]\nmode = "at_end"', steps.rpartition("evidence")[0]) + grant.format(1) * 2

    policy = inherited(grant.format(50000) + '[ramp_down]\nmode = "at_end"\nevidence = ["art. 9"]\n', parent)
    assert policy.bridging == (GrantRule(ByHousehold(dict.fromkeys(HouseholdType, 50000), 0), 0, Account.BUDGET),)
    assert "bridging[1].amount" not in policy.sources
    assert (policy.ramp_down.mode, policy.ramp_down.handed_back_from) == (RampDownMode.AT_END, {})


def test_a_policy_that_inherits_itself_is_refused() -> None:
    assert faults_of(eigen=heir("eigen")) == [
        "eigen.toml, line 1: inherits: it inherits itself (let one of them stand on its own)"
    ]


def test_a_round_of_three_is_refused_in_each_of_them_and_told_whole() -> None:
    assert faults_of(een=heir("twee"), twee=heir("drie"), drie=heir("een"), los=WHOLE) == [
        "drie.toml, line 1: inherits: it inherits itself: drie inherits een inherits twee inherits drie "
        "(let one of them stand on its own)",
        "een.toml, line 1: inherits: it inherits itself: een inherits twee inherits drie inherits een "
        "(let one of them stand on its own)",
        "twee.toml, line 1: inherits: it inherits itself: twee inherits drie inherits een inherits twee "
        "(let one of them stand on its own)",
    ]


def test_an_heir_of_a_round_is_not_blamed_for_it() -> None:
    assert [fault.split(":")[0] for fault in faults_of(een=heir("een"), kind=heir("een"))] == ["een.toml, line 1"]


def test_an_unknown_parent_is_told_with_the_one_that_was_probably_meant() -> None:
    assert faults_of(nergenshuizen=WHOLE, kind=heir("nergenshuisen")) == [
        "kind.toml, line 1: inherits: there is no policy 'nergenshuisen' (did you mean 'nergenshuizen'?)"
    ]


def test_an_heir_of_a_broken_file_is_not_blamed_for_it() -> None:
    assert faults_of(stuk="title = ", kind=heir("stuk"))[0].startswith("stuk.toml, line 1: this is not TOML")
    assert len(faults_of(stuk="title = ", kind=heir("stuk"))) == 1


def test_a_fault_in_what_is_inherited_is_told_once_and_where_it_stands() -> None:
    parent = WHOLE.replace("floor = 40000", "floor = -1")

    assert faults_of(parent=parent, heir=heir("parent")) == [
        "parent.toml, line 19: leefgeld.floor: -1 is negative (give the amount in cents, from 0 up)"
    ]


def test_a_method_that_does_not_go_with_what_is_inherited_is_told_at_what_is_inherited() -> None:
    parent = (
        WHOLE.replace('method = "inhouding"', 'method = "budgetbeheer"')
        .replace("floor = 40000", 'floor = 40000\nrhythm = "monthly"\nday = 1\namount = 40000')
        .replace('"*" = "client"', '"*" = "budget"')
    )

    faults = faults_of(parent=parent, heir=heir("parent", 'method = "inhouding"\nevidence = ["art. 1"]\n'))
    assert (
        "parent.toml, line 26: toeslagen.*: under inhouding there is no budget account for toeslagen "
        "(route it to the client, or choose budgetbeheer (Awir art. 25))"
    ) in faults
    assert len(faults) == 4, "and the rhythm, the day and the amount of the leefgeld"


def test_a_file_that_is_only_there_to_be_inherited_is_no_policy_and_need_not_be_whole() -> None:
    part = '[payout]\nday = 8\nmonth_offset = 1\nevidence = ["payout calendar"]\n'
    rest = WHOLE.replace(
        '[payout]\nday = "last"\nmonth_offset = 0\nevidence = ["policy rules of Nergenshuizen, art. 3"]\n', ""
    )

    policies = policies_in({"_part": part, "heir": 'inherits = "_part"\n' + rest})
    assert list(policies) == ["heir"]
    assert policies["heir"].payout == (8, 1)
