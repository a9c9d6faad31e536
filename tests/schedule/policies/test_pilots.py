"""What went wrong in each pilot, retold: its policy, a household, and what the plan says, when and with which figure.

Unless a test says otherwise the household is a single adult: benefit € 998.57 on 27 February (21 days) and € 1,331.42
a month from March, costs of € 904.00 a month and a first premium of € 147.64, toeslagen of € 503.00 from March that
first come on 20 April, as € 1,509.00. A single adult must have € 400.00 left to live on.
"""

from dataclasses import replace
from datetime import date

from services.schedule.norms import norm_book
from services.schedule.planning.case import Account, Flow, NormFrom, Route
from services.schedule.planning.case_making import case_for
from services.schedule.planning.household import Composition, HouseholdFacts, HouseholdType
from services.schedule.planning.plan import Plan, Shortfall, ShortfallKind, plan
from services.schedule.planning.policy import Policy
from services.schedule.policies.loading import shipped
from tests.schedule.policies.households import FEBRUARY, MARCH, a_household, a_poor_youth, costs, toeslagen

ALL_FOUR = frozenset({"rent", "energy", "water", "health_premium"})
NOTHING_TO_BRIDGE_WITH = ()


def planned(policy: Policy | str, household: HouseholdFacts) -> Plan:
    """The household's plan under a policy."""
    found = shipped()[policy] if isinstance(policy, str) else policy
    norms = norm_book()
    return plan(case_for(found, household, norms), norms)


def as_agreed(household: HouseholdFacts, months: int, *kinds: str) -> HouseholdFacts:
    """The same household, whose suppliers of these costs agreed to wait for the first toeslagen, so many months."""
    waits = dict.fromkeys(range(MARCH, MARCH + months), date(2026, 4, 20))
    fixed = (replace(cost, deferrals=waits) if cost.kind in kinds else cost for cost in household.fixed_costs)
    return replace(household, fixed_costs=tuple(fixed))


def paid(plan: Plan, kind: str, account: Account = Account.BUDGET) -> list[tuple[str, int]]:
    """The entries of a kind on an account, as (day, cents)."""
    return [(e.on.isoformat(), e.amount) for e in plan.entries if e.kind == kind and e.account is account]


def shortfalls(plan: Plan, kind: ShortfallKind) -> list[tuple[str, str | None, int]]:
    """The shortfalls of a kind, as (day, cost, cents)."""
    return [(one.on.isoformat(), one.cost, one.amount) for one in plan.shortfalls if one.kind is kind]


def rests(plan: Plan) -> list[int]:
    """What is left to live on in each window, in cents."""
    return [left.rest for left in plan.left_to_live_on]


def gaps(plan: Plan) -> list[tuple[str, str | None, int, str]]:
    """Each gap as (first day, first day not below zero, deepest, day of that)."""
    return [
        (str(gap.begins_on), str(gap.ends_on) if gap.ends_on else None, gap.deepest, str(gap.deepest_on))
        for gap in plan.gaps
    ]


def test_den_haag_paid_fifteen_euros_of_leefgeld_until_the_minstand_made_it_four_hundred_on_its_day() -> None:
    """Before the minstand what was left of a benefit was the leefgeld, once fifteen euros for a month.

    Seed 001, lines 2830-2835 (the fifteen euros) and 1198-1202 (the minstand and the four hundred).
    """
    household = a_household(fixed_costs=costs(rent=69957, first_premium=0))
    without = replace(shipped()["edam-volendam"], bridging=NOTHING_TO_BRIDGE_WITH)

    what_was_left = planned(without, household)
    assert paid(what_was_left, "leefgeld", Account.CLIENT)[0] == ("2026-02-27", 1500)
    assert shortfalls(what_was_left, ShortfallKind.CANNOT_LIVE_ON) == [("2026-02-27", None, 38500)]

    den_haag = planned("den-haag", household)
    assert paid(den_haag, "leefgeld_advance", Account.CLIENT) == [("2026-02-10", 30000)]
    assert paid(den_haag, "leefgeld", Account.CLIENT) == [
        ("2026-02-27", 40000),
        ("2026-04-01", 40000),
        ("2026-04-30", 40000),
        ("2026-06-01", 40000),
        ("2026-07-01", 40000),
        ("2026-07-31", 40000),
    ]
    assert gaps(den_haag) == [
        ("2026-02-10", "2026-03-31", -68500, "2026-03-20"),
        ("2026-04-01", "2026-04-20", -72215, "2026-04-15"),
    ]
    assert den_haag.shortfalls == ()


def test_den_haag_saw_the_toeslagen_go_to_the_client_when_the_account_was_changed_too_late() -> None:
    """Asked for after the cut-off, the first toeslagen land on the client's own account, and much of it is owed back.

    Seed 001, lines 2858-2863; seed 000, line 169 (one change a month, in force a month later).
    """
    late = planned("den-haag", a_household(toeslagen=toeslagen(budget_account_from=date(2026, 6, 15))))

    assert paid(late, "huurtoeslag", Account.CLIENT) == [("2026-04-20", 112200), ("2026-05-20", 37400)]
    assert paid(late, "huurtoeslag") == [("2026-06-22", 37400), ("2026-07-20", 37400)]
    assert gaps(late)[1] == ("2026-04-01", "2026-05-29", -72565, "2026-04-20")
    in_time = planned("den-haag", a_household())
    assert (in_time.closing.settlement, late.closing.settlement) == (280974, 79774)


def test_capelle_left_too_little_to_live_on_with_all_four_costs_withheld_so_most_chose_the_rent() -> None:
    """All four withheld before any toeslagen: € 105.93 for a month, and the premium still unpaid.

    Seed 001, lines 983-985 (too little left) and 978-981 (three quarters chose the rent alone).
    """
    capelle = replace(shipped()["capelle"], bridging=NOTHING_TO_BRIDGE_WITH)

    all_four = planned(capelle, a_household(chosen_costs=ALL_FOUR))
    assert rests(all_four)[0] == 10593
    assert shortfalls(all_four, ShortfallKind.CANNOT_LIVE_ON) == [("2026-02-27", None, 29407)]
    assert shortfalls(all_four, ShortfallKind.LATE) == [("2026-02-27", "health_premium", 15900)]

    rent_alone = planned(capelle, a_household())
    assert paid(rent_alone, "leefgeld", Account.CLIENT)[0] == ("2026-02-27", 37857)
    assert rests(rent_alone)[0] == -5307, "the other bills are the client's, and as high as before"


def test_capelle_let_premium_energy_and_water_wait_for_the_first_toeslagen() -> None:
    """The supporters arranged terms with insurer, energy and water company, so that March and April's bills wait.

    Seed 001, lines 990-992; seed 000, line 37 (the first rent as a grant).
    """
    capelle = planned("capelle", as_agreed(a_household(), 2, "energy", "health_premium", "water"))

    waiting = [(cost.cost, cost.amount) for cost in capelle.client_costs if cost.due == date(2026, 4, 20)]
    assert waiting == [
        ("energy", 11000),
        ("energy", 11000),
        ("health_premium", 15900),
        ("health_premium", 15900),
        ("water", 1500),
        ("water", 1500),
    ]
    assert paid(capelle, "grant") == [("2026-02-09", 62000)]
    assert shortfalls(capelle, ShortfallKind.CANNOT_LIVE_ON) == [("2026-02-27", None, 14764)]


def test_before_its_suppliers_agree_capelle_is_short_of_all_their_bills() -> None:
    """What a policy would ask of suppliers moves no bill: until they said so, that much more is missing in March."""
    capelle = planned("capelle", a_household())

    march = [(one.cost, one.due) for one in capelle.client_costs if one.month == MARCH]
    assert march == [
        ("health_premium", date(2026, 3, 1)),
        ("energy", date(2026, 3, 15)),
        ("water", date(2026, 3, 20)),
    ]
    assert shortfalls(capelle, ShortfallKind.CANNOT_LIVE_ON) == [("2026-02-27", None, 43164)]


def test_zuidplas_gave_a_grant_that_did_not_close_the_gap() -> None:
    """Of a couple with two children the grant is gone on the first payout, and half the floor is still missing.

    Seed 001, lines 992-994 and 3004-3005.
    """
    family = a_household(
        composition=Composition(HouseholdType.COUPLE, 2),
        norms=(NormFrom(FEBRUARY, "couple"),),
        fixed_costs=costs(72000, 18500, 2500, 31800, 29529),
        toeslagen=toeslagen(43900, 24600),
        chosen_costs=ALL_FOUR,
    )

    zuidplas = planned("zuidplas", family)
    assert paid(zuidplas, "grant") == [("2026-02-09", 50000)]
    assert rests(zuidplas)[0] == 38323
    assert zuidplas.shortfalls == (Shortfall(date(2026, 2, 27), ShortfallKind.CANNOT_LIVE_ON, None, 36677),)
    assert zuidplas.closing.unused_bridging == 0


def test_dongemond_had_no_buffer_until_the_furnishing_loan_was_raised() -> None:
    """Everybody thought the buffer was the other's: the balance falls € 753.07 short before the toeslagen are there.

    Seed 001, lines 1443-1449 (no buffer) and 1471-1474 (the loan raised by two months of costs).
    """
    no_buffer = planned(replace(shipped()["dongemond"], bridging=NOTHING_TO_BRIDGE_WITH), a_household())
    assert shortfalls(no_buffer, ShortfallKind.BELOW_MINSTAND_CAP) == [
        ("2026-02-10", None, 30000),
        ("2026-02-27", None, 32807),
        ("2026-03-13", None, 11000),
        ("2026-03-20", None, 1500),
    ]
    assert gaps(no_buffer)[0] == ("2026-02-10", "2026-03-31", -75307, "2026-03-20")

    raised = planned("dongemond", a_household())
    assert paid(raised, "loan") == [("2026-02-09", 180800)]
    assert gaps(raised) == []
    assert paid(raised, "loan_repayment") == [
        ("2026-04-30", -5022),
        ("2026-05-29", -5022),
        ("2026-06-30", -5022),
        ("2026-07-31", -5022),
    ]
    assert raised.closing.open_loans == 160712, "paid back for years: seed 001, line 4352"


def test_edam_volendam_wanted_the_bridging_loan_back_the_moment_the_toeslagen_came() -> None:
    """The loan carries the household to its toeslagen, and takes € 904.00 of the € 1,509.00 on that same day.

    Seed 000, line 221 (repaid at once) and line 241 (debts only grow).
    """
    edam = planned("edam-volendam", as_agreed(a_household(), 1, "health_premium"))

    assert paid(edam, "loan") == [("2026-02-09", 90400)]
    assert paid(edam, "huurtoeslag", Account.CLIENT)[0] == ("2026-04-20", 112200)
    assert paid(edam, "zorgtoeslag", Account.CLIENT)[0] == ("2026-04-20", 38700)
    assert paid(edam, "loan_repayment", Account.CLIENT) == [("2026-04-20", -90400)]
    assert paid(edam, "health_premium")[:4] == [
        ("2026-02-27", -14764),
        ("2026-04-01", -15900),
        ("2026-04-20", -15900),
        ("2026-04-30", -15900),
    ], "the premium of March was held back until the toeslagen"


def test_edam_volendam_paid_a_premium_twice_and_it_is_the_clients_money_that_is_gone() -> None:
    """The insurer goes on debiting the client in April although the municipality withholds and pays the premium.

    Seed 001, lines 1740-1743.
    """
    debit = Flow(date(2026, 4, 1), Account.CLIENT, "health_premium", -15900)

    twice = planned("edam-volendam", as_agreed(a_household(other_flows=(debit,)), 1, "health_premium"))
    assert ("2026-04-01", -15900) in paid(twice, "health_premium")
    assert paid(twice, "health_premium", Account.CLIENT) == [("2026-04-01", -15900)]
    once = planned("edam-volendam", as_agreed(a_household(), 1, "health_premium"))
    assert (rests(once)[1], rests(twice)[1]) == (100500, 84600)


def test_edam_volendam_has_a_payer_for_every_bill_of_energy() -> None:
    """Energy that the municipality did not pay and the client thought it did was cut off: each bill has one payer.

    Seed 001, lines 1743-1747.
    """
    edam = planned("edam-volendam", a_household())

    assert [on for on, _ in paid(edam, "energy")] == [
        "2026-03-13",
        "2026-04-15",
        "2026-05-15",
        "2026-06-15",
        "2026-07-15",
    ]
    assert edam.client_costs == ()
    own = planned(replace(shipped()["edam-volendam"], routes={"rent": Route.ALWAYS}), a_household())
    assert [cost.due.isoformat() for cost in own.client_costs if cost.cost == "energy"] == [
        "2026-03-15",
        "2026-04-15",
        "2026-05-15",
        "2026-06-15",
        "2026-07-15",
    ]


def test_edam_volendam_saw_people_under_21_go_below_their_costs_until_the_top_up() -> None:
    """On the bare youth norm four rents come late and never get paid; with the top-up of art. 20 lid 3 none does.

    Seed 000, line 197.
    """
    without = planned("edam-volendam", a_poor_youth())
    assert shortfalls(without, ShortfallKind.LATE) == [
        ("2026-04-30", "rent", 48000),
        ("2026-06-01", "rent", 48000),
        ("2026-07-01", "rent", 48000),
        ("2026-07-31", "rent", 48000),
    ]
    assert without.closing.still_late == 192000
    topped_up = planned("edam-volendam", replace(a_poor_youth(), norms=(NormFrom(FEBRUARY, "youth_with_top_up"),)))
    assert topped_up.shortfalls == ()


def test_waterland_could_not_even_pay_the_rent_from_a_cost_sharers_benefit() -> None:
    """One of three adults gets € 824.21 a month for costs of € 904.00; the first benefit does not reach the rent.

    Seed 001, lines 1757-1763.
    """
    sharer = a_household(norms=(NormFrom(FEBRUARY, "cost_sharer_3"),))

    waterland = planned("waterland", sharer)
    assert [(payout.on.isoformat(), payout.payable) for payout in waterland.benefit.payouts][:2] == [
        ("2026-02-27", 61816),
        ("2026-03-31", 82421),
    ]
    assert shortfalls(waterland, ShortfallKind.LATE)[0] == ("2026-02-27", "rent", 62000)
    assert paid(waterland, "rent")[0] == ("2026-03-31", -62000)
    assert waterland.closing.still_late == 62000
    assert {cost.cost for cost in waterland.client_costs} == {"energy", "water", "health_premium"}


def test_hendrik_ido_ambacht_could_not_start_because_no_minus_was_possible() -> None:
    """The first week's money, on Friday 13 February, already has to come from an account that may not be below zero.

    Seed 001, lines 1991-1995; seed 000, line 422.
    """
    weekly = planned("hendrik-ido-ambacht", a_household())

    assert weekly.shortfalls[0] == Shortfall(date(2026, 2, 13), ShortfallKind.BELOW_MINSTAND_CAP, None, 9300)
    assert gaps(weekly)[0] == ("2026-02-13", "2026-03-31", -70407, "2026-03-27")
    assert sum(amount for *_, amount in shortfalls(weekly, ShortfallKind.BELOW_MINSTAND_CAP)) == 70407
    assert paid(weekly, "leefgeld", Account.CLIENT)[:3] == [
        ("2026-02-13", 9300),
        ("2026-02-20", 9300),
        ("2026-02-27", 9300),
    ]
    assert paid(weekly, "leefgeld", Account.CLIENT)[-3:] == [
        ("2026-06-01", 40000),
        ("2026-07-01", 40000),
        ("2026-07-31", 40000),
    ], "monthly from the fifth month"


def test_zoetermeer_found_nothing_to_take_over_and_that_leaves_people_no_better_off() -> None:
    """Every bill stays with the client, who has € 53.07 too little for them before a cent of it is lived on.

    Seed 001, lines 2299-2303; seed 000, line 492.
    """
    zoetermeer = planned("zoetermeer", a_household())

    assert len(zoetermeer.client_costs) == 23
    assert all(paid(zoetermeer, kind) == [] for kind in ALL_FOUR)
    assert paid(zoetermeer, "leefgeld", Account.CLIENT)[0] == ("2026-02-27", 99857)
    assert rests(zoetermeer)[0] == -5307
    assert shortfalls(zoetermeer, ShortfallKind.CANNOT_LIVE_ON) == [("2026-02-27", None, 45307)]


def test_lansingerland_saw_the_premium_push_people_below_zero() -> None:
    """Without the premium € 253.57 would be left of the first benefit; with its € 306.64 people are € 53.07 short.

    Seed 001, lines 2305-2312 and 2338; seed 000, line 486.
    """
    lansingerland = planned("lansingerland", a_household())
    assert rests(lansingerland)[0] == -5307
    assert [(cost.due.isoformat(), cost.cost, str(cost.why)) for cost in lansingerland.client_costs[:4]] == [
        ("2026-03-01", "health_premium", "never"),
        ("2026-03-01", "health_premium", "never"),
        ("2026-03-15", "energy", "did_not_fit"),
        ("2026-03-20", "water", "did_not_fit"),
    ]
    assert paid(lansingerland, "energy")[0] == ("2026-04-15", -11000), "it fits from the first whole benefit on"
    uninsured = planned("lansingerland", a_household(fixed_costs=costs()[:3]))
    assert rests(uninsured)[0] == 25357


def test_the_statutory_policy_carries_the_household_through_all_its_months() -> None:
    """A minus instead of a loan, a fixed amount on a fixed day, one cost at a time on the way out: nothing falls short.

    Seed 001, lines 4347-4350, 4530-4537 and 4620-4626.
    """
    statutory = planned("statutory", a_household())

    assert statutory.shortfalls == ()
    assert rests(statutory) == [61200, *[81600] * 6]
    assert gaps(statutory) == [
        ("2026-02-10", "2026-05-29", -185465, "2026-04-15"),
        ("2026-06-01", "2026-06-30", -63481, "2026-06-19"),
        ("2026-07-01", "2026-07-20", -24259, "2026-07-15"),
    ]
    assert (statutory.closing.settlement, statutory.closing.open_loans) == (174, 0)
    handed_back = {cost.cost: cost.month for cost in reversed(statutory.client_costs)}
    assert handed_back == {
        "water": MARCH + 2,
        "energy": MARCH + 3,
        "health_premium": MARCH + 4,
        "rent": MARCH + 5,
    }
