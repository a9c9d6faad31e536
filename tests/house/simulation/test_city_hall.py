"""What the people of the simulated city hall know of a household when they hand it in."""

from house.caseload import Caseload, Period
from house.demo.story_days import BEGINS_ON, Calendar
from house.simulation.city_hall import by_statements
from services.schedule.households.contents import ToeslagArrived
from services.schedule.planning.case import Account


def test_where_money_came_is_told_by_the_world_and_never_by_the_story_of_a_household() -> None:
    caseload = Caseload(100, 5, Period(BEGINS_ON, Calendar(BEGINS_ON, 3).last_departure))
    households = list(caseload.households())
    told = [known.content for one in households for known in one.known if isinstance(known.content, ToeslagArrived)]
    assert {one.account for one in told} == {Account.BUDGET, Account.CLIENT}
    for one in households:
        others = tuple(known for known in one.known if not isinstance(known.content, ToeslagArrived))
        assert by_statements(one).known == others
