"""`accounts` shows what waits for a second person, masked, with what the banks said; and says how to approve it."""

from argparse import Namespace
from uuid import UUID

import pytest

from house.command_line import main
from house.commands.accounts import approved, check, decided, listed
from services.errors import InvalidInput
from services.mandates.schemas import AccountBatch, ApprovedAccounts, DecidedAccount, WaitingAccount

BATCH = UUID("019ca6b1-0000-7000-8000-000000000003")
DIGEST = "9f" * 32


def an_account(name: str, verification: str | None, batch: UUID | None = BATCH, number: int = 1) -> WaitingAccount:
    return WaitingAccount(
        id=UUID(int=number),
        supplier_id=UUID(int=9),
        household_id=None,
        name=name,
        iban="NL91**********4300",
        verification=verification,
        batch_id=batch,
        proposed_by="anna",
    )


def a_batch(waiting: int = 0) -> AccountBatch:
    return AccountBatch(id=BATCH, states={"proposed": waiting, "approved": 2}, verifications={}, digest=DIGEST)


def test_what_waits_is_told_by_batch_with_the_line_that_approves_it() -> None:
    waiting = [an_account("Wo*** Ve***", "match"), an_account("Va***", None, None)]
    assert listed(waiting, {BATCH: a_batch()}) == [
        "One by one: 1 account(s), handed in by anna",
        f"  {UUID(int=1)}  Va***  NL91**********4300  no bank was asked",
        f"Batch {BATCH}: 1 account(s), handed in by anna",
        f"  {UUID(int=1)}  Wo*** Ve***  NL91**********4300  the bank knows name and number as one holder's",
        f"  ./ontzorg accounts approve {BATCH} --digest {DIGEST}",
        "One alone: ./ontzorg accounts approve ID, or reject ID --reason REASON",
    ]


def test_of_many_the_first_ten_are_shown_and_the_others_counted() -> None:
    waiting = [an_account(f"Na*** {number:02}", "match", number=number) for number in range(12)]
    lines = listed(waiting, {BATCH: a_batch()})
    assert (len(lines), lines[-3]) == (14, "  … and 2 more; --all shows them")
    assert len(listed(waiting, {BATCH: a_batch()}, None)) == 15


def test_of_a_batch_those_are_shown_first_that_a_person_has_to_look_at() -> None:
    sure = [an_account(f"Aa*** {number:02}", "match", number=number) for number in range(12)]
    lines = listed([*sure, an_account("Zo***", "no_match", number=99)], {BATCH: a_batch()})
    assert lines[1] == (
        f"  {UUID(int=99)}  Zo***  NL91**********4300"
        "  THE BANK KNOWS THE NUMBER UNDER ANOTHER NAME; not approved with the others"
    )


def test_what_became_of_one_account_is_said_of_it() -> None:
    account = DecidedAccount(id=UUID(int=1), name="Wo*** Ve***", iban="NL91**********4300", state="rejected")
    assert decided(account) == "Wo*** Ve***  NL91**********4300 is rejected."


def test_a_reason_to_pay_to_anothers_account_is_never_given_for_a_batch() -> None:
    with pytest.raises(InvalidInput) as refused:
        check(Namespace(digest=DIGEST, despite_no_match="they moved"))
    assert [fault.where for fault in refused.value.faults] == ["--despite-no-match"]
    check(Namespace(digest=None, despite_no_match="they moved"))
    check(Namespace(digest=DIGEST, despite_no_match=None))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["reject", str(BATCH)], "the following arguments are required: --reason"),
        (["approve", "the first one"], "argument ID: invalid UUID value: 'the first one'"),
        (["approve"], "the following arguments are required: ID"),
    ],
)
def test_what_was_typed_wrong_is_said_before_anything_is_asked(
    typed: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["accounts", *typed])
    assert stopped.value.code == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_each_act_explains_itself(act: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["accounts", act, "--help"])
    assert stopped.value.code == 0
    told = capsys.readouterr().out
    assert "of an account" in told
    assert "REASON" in told


def test_nothing_waits() -> None:
    assert listed([], {}) == ["No account waits for a second person."]


def test_what_no_bank_vouched_for_is_left_to_a_person() -> None:
    assert approved(ApprovedAccounts(approved=2, batch=a_batch())) == ["2 account(s) approved."]
    assert approved(ApprovedAccounts(approved=2, batch=a_batch(waiting=1)))[1].startswith("1 wait(s) still: look at")


def test_without_a_token_it_says_which_setting_lacks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ONTZORG_TOKEN", raising=False)
    assert main(["accounts", "list"]) == 1
    assert capsys.readouterr().err == (
        "ontzorg accounts: ONTZORG_TOKEN: is not set (set it to an access token that may do this)\n"
    )
