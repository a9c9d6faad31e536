"""A payment of ours that the bank books without its name is known by reference, or by account, amount and day."""

from services.events import Oddity
from services.schedule.matching.deciding import Known, decide
from services.schedule.matching.submitted import Outcome
from services.schedule.matching.unnamed import of_ours
from services.schedule.matching.verdict import Explained, Odd, Rule
from tests.schedule.matching.bookings import ELSEWHERE, FATIMA, PAID, UMR, YUSUF, bill, debit

LANDLORD, REFERENCE = b"account of the landlord", b"5000056789012345"
RENT = bill(620, "2026-03-02", reference=REFERENCE, payee=LANDLORD)
OTHER_RENT = bill(620, "2026-03-02", payee=LANDLORD, household_id=YUSUF, end_to_end_id="another")


def test_the_reference_tells_two_rents_of_one_landlord_apart() -> None:
    booked = debit(620, "2026-03-03", reference=REFERENCE, counterparty=LANDLORD)
    assert of_ours(booked, [OTHER_RENT, RENT]) == Explained(Rule.REFERENCE, Outcome.EXECUTED, (RENT,))
    assert RENT.household_id == FATIMA


def test_the_account_is_enough_where_only_one_payment_fits() -> None:
    booked = debit(620, "2026-03-03", counterparty=LANDLORD)
    assert of_ours(booked, [RENT]) == Explained(Rule.ACCOUNT, Outcome.EXECUTED, (RENT,))


def test_of_two_payments_that_fit_none_is_chosen() -> None:
    assert of_ours(debit(620, "2026-03-03", counterparty=LANDLORD), [RENT, OTHER_RENT]) == Odd(Oddity.SEVERAL_FIT)


def test_what_is_drawn_by_a_mandate_is_no_payment_of_ours_whatever_else_fits() -> None:
    drawn = debit(620, "2026-03-03", mandate=UMR, reference=REFERENCE, counterparty=LANDLORD)
    assert of_ours(drawn, [RENT]) is None
    assert decide(drawn, Known(payments={RENT.end_to_end_id: RENT}, by_amount={62_000: [RENT.end_to_end_id]})) == Odd(
        Oddity.DEBIT_WITHOUT_MANDATE
    )


def test_a_payment_of_other_days_or_accounts_or_that_was_executed_does_not_fit() -> None:
    booked = debit(620, "2026-03-03", counterparty=LANDLORD, reference=REFERENCE)
    others = [
        RENT._replace(execute_on=bill(620, "2026-02-20").execute_on),
        RENT._replace(execute_on=bill(620, "2026-03-05").execute_on),
        RENT._replace(account=ELSEWHERE),
        RENT._replace(outcomes=PAID),
        RENT._replace(awaited=False),
        RENT._replace(reference=None, payee=b"somebody else"),
    ]
    assert of_ours(booked, others) is None
    assert of_ours(debit(620, "2026-03-03"), [RENT]) is None
