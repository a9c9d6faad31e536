"""Who has no account for his leefgeld has nothing to eat from: told from the day on which we know that we pay for him.

And with every command the rules look again, so that it is over in the moment in which it is mended.
"""

from datetime import date
from uuid import UUID

from tests.mandates.accounts.accounts import OWN, approved, proposed
from tests.mandates.alarms.conftest import Looks
from tests.mandates.alarms.households import closed, otherwise, standing
from tests.mandates.arrangements.builders import rows
from tests.mandates.callers import Caller

NO_ACCOUNT = "delete from account where household_id is not null"
ON_THE_EIGHTH = "update household set leefgeld_days = '{2026-02-08, 2026-03-08, 2026-04-08}'"
"""A week after the rent."""
INTAKE = date(2026, 1, 5)


def why(admin_url: str) -> list[tuple[str]]:
    return rows(admin_url, "select why from alarm where state <> 'closed'")


async def test_a_client_without_an_approved_account_is_told_of_at_intake_until_a_second_person_approves_one(
    well: UUID, looks: Looks, admin_url: str, anna: Caller, bram: Caller
) -> None:
    """It hurts on the first day of leefgeld, whatever is due before it; a person has until five bank days before it."""
    otherwise(admin_url, NO_ACCOUNT)
    otherwise(admin_url, ON_THE_EIGHTH)
    await looks(INTAKE)
    told = [("account_not_verified", "leefgeld", 0, "open", "2026-02-02", "2026-02-08", None)]
    assert (standing(admin_url), why(admin_url)) == (told, [("account_unknown",)])
    account = await proposed(anna, f"households/{well}", OWN)
    assert (standing(admin_url), why(admin_url)) == (told, [("account_not_approved",)])
    await approved(bram, account)
    assert standing(admin_url) == []
    assert closed(admin_url) == [("account_not_verified", "leefgeld", "account.approve")]


async def test_an_account_that_begins_after_the_first_leefgeld_is_too_late_until_it_begins(
    well: UUID, looks: Looks, admin_url: str
) -> None:
    otherwise(admin_url, "update account set valid_from = '2026-02-09' where household_id is not null")
    otherwise(admin_url, ON_THE_EIGHTH)
    await looks(INTAKE)
    assert why(admin_url) == [("account_not_yet",)]
    await looks(date(2026, 2, 9))
    assert why(admin_url) == []


async def test_the_day_on_which_somebody_got_no_leefgeld_stands_until_he_can_get_it(
    well: UUID, looks: Looks, admin_url: str, anna: Caller, bram: Caller
) -> None:
    """It does not roll on to the next day, which would leave somebody time again."""
    otherwise(admin_url, NO_ACCOUNT)
    otherwise(admin_url, ON_THE_EIGHTH)
    await looks(INTAKE)
    for day in (date(2026, 2, 3), date(2026, 2, 9), date(2026, 3, 20)):
        await looks(day)
        assert standing(admin_url) == [
            ("account_not_verified", "leefgeld", 0, "escalated", "2026-02-02", "2026-02-08", None)
        ]
    await approved(bram, await proposed(anna, f"households/{well}", OWN))
    assert standing(admin_url) == []
    assert closed(admin_url) == [("account_not_verified", "leefgeld", "account.approve")]


async def test_of_a_client_to_whom_we_pay_no_leefgeld_no_account_is_asked(
    well: UUID, looks: Looks, admin_url: str
) -> None:
    """Under inhouding the benefit system pays what is left, to the account that it knows."""
    otherwise(admin_url, NO_ACCOUNT)
    otherwise(admin_url, "update household set leefgeld_days = '{}'")
    await looks(INTAKE)
    assert rows(admin_url, "select count(*) from alarm where about = 'leefgeld'") == [(0,)]


async def test_a_day_to_pay_on_that_moves_is_the_same_alarm(well: UUID, looks: Looks, admin_url: str) -> None:
    otherwise(admin_url, NO_ACCOUNT)
    await looks(INTAKE)
    otherwise(admin_url, "update household set leefgeld_days = '{2026-03-01}'")
    await looks(INTAKE)
    assert standing(admin_url) == [("account_not_verified", "leefgeld", 0, "open", "2026-02-23", "2026-03-01", None)]
