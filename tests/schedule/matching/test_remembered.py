"""What a person confirmed of a payer says whose its next booking is, and never guesses between two."""

from uuid import UUID

from services.schedule.matching.booked import Booked
from services.schedule.matching.known_payers import known_payers
from services.schedule.matching.remembered import Payer, Remembered, who_pays, words_of
from services.schedule.statements.statement import Direction
from tests.schedule.households.builders import KEYRING
from tests.schedule.matching.bookings import FATIMA, YUSUF, credit, debit

TOESLAGEN = KEYRING.lookup("NL86INGB0002445588")


def rule(household_id: UUID | None, *words: bytes, kind: str = "zorgtoeslag", cents: int | None = None) -> Remembered:
    return Remembered(None, Direction.CREDIT, TOESLAGEN, frozenset(words), kind, household_id, cents)


def test_all_its_words_have_to_stand_in_the_booking() -> None:
    mine = rule(FATIMA, b"999999990T000013", b"ZORGTOESLAG")
    has = credit(
        107, "2026-03-20", counterparty=TOESLAGEN, words=frozenset({b"999999990T000013", b"ZORGTOESLAG", b"X"})
    )
    assert who_pays(has, [mine]) == Payer(mine, False, frozenset())
    lacks = has._replace(words=frozenset({b"ZORGTOESLAG"}))
    assert who_pays(lacks, [mine]) == Payer(None, False, frozenset())


def test_another_account_or_direction_is_another_payer() -> None:
    mine = rule(FATIMA)
    assert who_pays(credit(107, "2026-03-20", counterparty=b"another"), [mine]).target is None
    assert who_pays(debit(107, "2026-03-20", counterparty=TOESLAGEN), [mine]).target is None


def test_what_fits_two_is_of_nobody() -> None:
    booked = credit(107, "2026-03-20", counterparty=TOESLAGEN, words=frozenset({b"A", b"B"}))
    assert who_pays(booked, [rule(FATIMA, b"A"), rule(YUSUF, b"B")]) == Payer(None, True, frozenset())
    assert who_pays(booked, [rule(FATIMA, b"A"), rule(FATIMA, b"B")]).target is not None


NUMBER = KEYRING.lookup("T00000013")
EVERYBODYS = known_payers(KEYRING)


def paid(kind: str) -> Booked:
    return credit(107, "2026-03-20", counterparty=TOESLAGEN, words=frozenset({NUMBER, KEYRING.lookup(kind.upper())}))


def test_a_number_is_the_households_for_every_toeslag_and_the_words_tell_which() -> None:
    care, rent = rule(FATIMA, NUMBER), rule(FATIMA, NUMBER, kind="huurtoeslag", cents=322)
    as_rent = rent._replace(amount=None)
    assert who_pays(paid("zorgtoeslag"), [care, *EVERYBODYS]).target == care
    assert who_pays(paid("huurtoeslag"), [care, *EVERYBODYS]).target == as_rent
    assert who_pays(paid("huurtoeslag"), [care, rent, *EVERYBODYS]).target == rent
    assert who_pays(paid("zorgtoeslag"), [care, rent, *EVERYBODYS]).target == care


def test_a_number_of_two_households_or_of_what_no_word_tells_is_as_it_was_remembered() -> None:
    care, others = rule(FATIMA, NUMBER), rule(YUSUF, NUMBER, kind="huurtoeslag")
    assert who_pays(paid("zorgtoeslag"), [care, others, *EVERYBODYS]).is_of_several
    assert who_pays(paid("naheffing"), [care, *EVERYBODYS]) == Payer(care, False, frozenset())
    assert who_pays(paid("huurtoeslag"), [care._replace(kind="other"), *EVERYBODYS]).target == care._replace(
        kind="other"
    )
    assert who_pays(paid("naheffing"), [care, care._replace(kind="huurtoeslag"), *EVERYBODYS]).is_of_several


def test_dienst_toeslagen_is_known_to_everybody_and_its_words_tell_the_kind() -> None:
    said = words_of(["TERUGGAAF NR. 999999990T900252 VOORSCHOT HUURTOESLAG 2026"])
    booked = credit(322, "2026-03-20", counterparty=TOESLAGEN, words=frozenset(map(KEYRING.lookup, said)))
    assert who_pays(booked, known_payers(KEYRING)) == Payer(None, False, frozenset({"huurtoeslag"}))
    budget = words_of(["MAAND AUG. NR. 999999990T000014 VOORSCHOT KIT/Kgb 2026"])
    booked = booked._replace(words=frozenset(map(KEYRING.lookup, budget)))
    assert who_pays(booked, known_payers(KEYRING)).kinds == frozenset({"kindgebonden_budget"})
