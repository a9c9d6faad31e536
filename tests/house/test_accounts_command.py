"""`accounts` shows what waits for a second person, masked, with what the banks said; and says how to approve it."""

from uuid import UUID

import pytest

from house.command_line import main
from house.commands.accounts import approved, listed
from services.mandates.schemas import AccountBatch, ApprovedAccounts, WaitingAccount

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
        "  Va***  NL91**********4300  no bank was asked",
        f"Batch {BATCH}: 1 account(s), handed in by anna",
        "  Wo*** Ve***  NL91**********4300  the bank knows name and number as one holder's",
        f"  ./ontzorg accounts approve {BATCH} --digest {DIGEST}",
    ]


def test_of_many_the_first_ten_are_shown_and_the_others_counted() -> None:
    waiting = [an_account(f"Na*** {number:02}", "match", number=number) for number in range(12)]
    lines = listed(waiting, {BATCH: a_batch()})
    assert (len(lines), lines[-2]) == (13, "  … and 2 more")


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
