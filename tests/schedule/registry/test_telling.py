"""What is said of payees, and what of it the registry has to hear."""

from datetime import date
from uuid import UUID

from services.iban import Iban
from services.mandate_events import Payer
from services.mandates.intake.requirement import PaperKind
from services.mandates.schemas import CaseloadHousehold, CaseloadPayee, CaseloadReference
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.payees.payee import PayeeDetails, WantedCostPayee
from services.schedule.registry.telling import News, Paper, ToldHousehold, news_of
from tests.schedule.households.builders import HOUSEHOLD_ID, KEYRING

TODAY = date(2026, 3, 9)
RENT = WantedCostPayee(
    "rent",
    PayeeDetails("Woonstede Verhuur", Iban("NL91ABNA0417164300")),
    PaymentReference(ReferenceKind.FREE_TEXT, "huur 12"),
    customer_number="KL-12",
)
ENERGY = WantedCostPayee(
    "energy",
    PayeeDetails("Verzonnen Watt", Iban("NL02ABNA0123456789")),
    PaymentReference(ReferenceKind.FREE_TEXT, "klant 8"),
)
OWN = WantedCostPayee("leefgeld", PayeeDetails("Y. Proefpersoon", Iban("NL69INGB0123456789")))


def told(*payees: WantedCostPayee, missing: frozenset[Paper] = frozenset()) -> ToldHousehold:
    return ToldHousehold(UUID(str(HOUSEHOLD_ID)), "Z-1", "GM0518", "den-haag", payees, missing)


def news(said: ToldHousehold, before: ToldHousehold | None = None, *, only_news: bool = True) -> News | None:
    """What is news of what is said, after what was said before."""
    known = None if before is None else news_of(before, {}, KEYRING, TODAY, only_news=True)
    return news_of(said, {} if known is None else known.marks, KEYRING, TODAY, only_news=only_news)


def costs(found: News | None) -> list[tuple[str, date]]:
    return [] if found is None else [(one.cost, one.valid_from) for one in found.household.payees]


def test_all_of_a_household_is_told_the_first_time() -> None:
    found = news(told(RENT, OWN, missing=frozenset({Paper.LEASE, Paper.IDENTITY})))
    assert found is not None
    assert found.household == CaseloadHousehold(
        id=HOUSEHOLD_ID,
        reference="Z-1",
        municipality="GM0518",
        policy="den-haag",
        payees=[
            CaseloadPayee(
                cost="rent",
                name="Woonstede Verhuur",
                iban="NL91ABNA0417164300",
                reference=CaseloadReference(kind="free_text", text="huur 12"),
                valid_from=date(2000, 1, 1),
                customer_number="KL-12",
            ),
            CaseloadPayee(
                cost="leefgeld", name="Y. Proefpersoon", iban="NL69INGB0123456789", valid_from=date(2000, 1, 1)
            ),
        ],
        papers_missing=("identity", "lease"),
    )


def test_what_was_said_before_is_no_news() -> None:
    assert news(told(RENT, OWN), told(OWN, RENT)) is None


def test_a_person_who_says_it_again_is_heard_again() -> None:
    assert costs(news(told(RENT), told(RENT), only_news=False)) == [("rent", TODAY)]


def test_of_a_household_only_the_costs_are_told_of_which_something_else_is_said() -> None:
    other = RENT._replace(to=ENERGY.to)
    assert costs(news(told(other, OWN), told(RENT, OWN))) == [("rent", TODAY)]


def test_who_was_never_told_before_is_paid_from_the_beginning_and_whoever_comes_after_from_today() -> None:
    other = RENT._replace(reference=PaymentReference(ReferenceKind.FREE_TEXT, "huur 13"))
    assert costs(news(told(other, ENERGY), told(RENT))) == [("rent", TODAY), ("energy", date(2000, 1, 1))]


def test_a_day_that_was_said_holds() -> None:
    april = RENT._replace(valid_from=date(2026, 4, 1))
    assert costs(news(told(RENT, april), told(RENT))) == [("rent", TODAY), ("rent", date(2026, 4, 1))]


def test_each_thing_that_is_said_makes_news() -> None:
    others = [
        RENT._replace(customer_number="KL-13"),
        RENT._replace(customer_number=None),
        RENT._replace(to=PayeeDetails("Woonstede B.V.", Iban("NL91ABNA0417164300"))),
        RENT._replace(valid_from=TODAY),
        RENT._replace(payer=Payer.CLIENT_PAYS),
    ]
    assert [costs(news(told(one), told(RENT))) != [] for one in others] == [True] * 5
    assert costs(news(told(RENT, missing=frozenset({Paper.LEASE})), told(RENT))) == [("rent", TODAY)]


def test_a_clients_own_account_is_nothing_but_an_account() -> None:
    found = news(told(OWN._replace(reference=PaymentReference(ReferenceKind.FREE_TEXT, "leefgeld"))))
    assert found is not None
    assert found.household.payees[0].reference is None


def test_a_mark_gives_nothing_away() -> None:
    found = news(told(RENT))
    assert found is not None
    assert [len(one) for one in found.marks.values()] == [32]
    assert b"NL91" not in found.marks["rent"]


def test_papers_have_the_words_of_the_registry() -> None:
    assert [str(one) for one in Paper] == [str(one) for one in PaperKind]
