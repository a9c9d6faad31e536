"""A journal line says of a posting what a general ledger asks, twice over: once debit and once credit."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.months import parse_month
from services.schedule.books.account_group import AccountGroup
from services.schedule.books.journal import COLUMNS, HEADING, Codes, JournalPosting, as_json, lines
from services.schedule.books.journal_accounts import shipped
from services.schedule.ledger.entry import AccountKind

HOUSEHOLD, RUN, STATEMENT = (UUID(int=one) for one in (7, 8, 9))
CODES = Codes({one.account: one.code for one in shipped().accounts})
RENT = JournalPosting(
    booked_on=date(2026, 3, 2),
    month=parse_month("2026-03"),
    subject="rent/2026-03",
    debit=AccountKind.BUDGET,
    credit=AccountKind.CLEARING,
    amount=620_00,
    municipality="GM0518",
    household_id=HOUSEHOLD,
    run_id=RUN,
    statement_id=STATEMENT,
    statement_entry="6.1",
)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(HEADING.decode() + text, newline=""), delimiter=";"))


def test_a_posting_is_a_debit_and_a_credit_under_the_codes_of_the_organisation() -> None:
    debit, credit = read("".join(lines(3, 12, RENT, CODES)))
    assert tuple(debit) == COLUMNS
    assert list(debit.values()) == [
        "3", "12", "2026-03-02", "1710", "1195", "62000", "0", "GM0518", str(HOUSEHOLD), "2026-03", "rent/2026-03",
        str(RUN), str(STATEMENT), "6.1",
    ]  # fmt: skip
    swapped = {"account": "1195", "counterAccount": "1710", "debitCents": "0", "creditCents": "62000"}
    assert credit == debit | swapped


def test_what_belongs_to_no_household_and_no_month_says_nothing_of_them() -> None:
    bare = RENT._replace(municipality=None, household_id=None, month=0, run_id=None, statement_id=None)
    line = read("".join(lines(1, 1, bare._replace(statement_entry=None), CODES)))[0]
    assert [line[name] for name in COLUMNS[7:]] == ["", "", "", "rent/2026-03", "", "", ""]


def test_claims_grants_and_clearing_stand_apart_and_every_account_has_a_code_of_its_own() -> None:
    known = shipped()
    groups = {group: {one.account for one in known.accounts if one.group is group} for group in AccountGroup}
    assert groups[AccountGroup.CLAIMS] == {AccountKind.MINSTAND, AccountKind.LOANS}
    assert groups[AccountGroup.GRANTS] == {AccountKind.GRANTS}
    assert AccountKind.SUSPENSE in groups[AccountGroup.CLEARING]
    assert {one.account for one in known.accounts} == set(AccountKind)
    assert len({one.code for one in known.accounts}) == len(AccountKind)
    assert known.source


async def test_json_says_the_same_lines_with_numbers_as_numbers() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield HEADING
        yield "".join(lines(3, 1, RENT, CODES)).encode()
        yield "".join(lines(3, 2, RENT._replace(run_id=None), CODES)).encode()

    told = json.loads(b"".join([piece async for piece in as_json(pieces())]))["lines"]
    assert len(told) == 4
    assert (told[0]["debitCents"], told[0]["household"], told[2]["run"]) == (620_00, str(HOUSEHOLD), None)


async def test_a_journal_without_postings_is_a_document_without_lines() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield HEADING

    told = b"".join([piece async for piece in as_json(pieces())])
    assert json.loads(told) == {"lines": []}


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=20), st.sampled_from(list(AccountKind)))
def test_debits_are_credits_on_all_accounts_together(amounts: list[int], credit: AccountKind) -> None:
    text = "".join(
        line
        for place, amount in enumerate(amounts, start=1)
        for line in lines(1, place, RENT._replace(amount=amount, credit=credit), CODES)
    )
    rows = read(text)
    assert sum(int(row["debitCents"]) for row in rows) == sum(int(row["creditCents"]) for row in rows) == sum(amounts)
