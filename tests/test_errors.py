import pytest

from services.errors import Conflict, Fault, InvalidInput, NotFound, Problem


class PlanIsFrozen(Conflict):
    """This plan was executed
    and does not change.

    Whoever wants another makes a new version.
    """


class IBANIsClosed(Conflict):
    """That account was closed."""

    code = "account-closed"


def test_a_refusal_says_the_first_paragraph_of_its_docstring() -> None:
    assert str(PlanIsFrozen()) == "This plan was executed and does not change."
    assert PlanIsFrozen.title == "This plan was executed and does not change."


def test_a_refusal_can_say_what_is_the_matter_this_time_and_keeps_its_title() -> None:
    refusal = PlanIsFrozen("Plan 3 was executed on 2 March.")
    assert (refusal.detail, refusal.title) == (
        "Plan 3 was executed on 2 March.",
        "This plan was executed and does not change.",
    )


def test_the_code_is_the_name_in_kebab_case_unless_one_is_given() -> None:
    assert (PlanIsFrozen.code, NotFound.code, IBANIsClosed.code) == ("plan-is-frozen", "not-found", "account-closed")


def test_invalid_input_names_every_fault_with_its_cure() -> None:
    refusal = InvalidInput([Fault("dueDay", "32 is no day", "choose 1 to 31"), Fault("amount", "is negative")])
    assert str(refusal) == "dueDay: 32 is no day (choose 1 to 31); amount: is negative"
    assert isinstance(refusal, ValueError)
    assert isinstance(refusal, Problem)


def test_invalid_input_without_a_fault_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="at least one fault"):
        InvalidInput([])


def test_a_fault_can_be_seen_from_one_level_up() -> None:
    refusal = InvalidInput([Fault("", "too short"), Fault("iban", "too long"), Fault("[2].day", "too late")])
    assert [fault.where for fault in refusal.under("rows[3]")] == ["rows[3]", "rows[3].iban", "rows[3][2].day"]
    assert Fault("iban", "too long").under("") == Fault("iban", "too long")
