"""How banks write what was booked, in 001.02 and in 001.08: each shape gives the values that it means."""

from datetime import date

import pytest

from services.schedule.statements.statement import (
    Account,
    Batch,
    Counterparty,
    Detail,
    Direction,
    Entry,
    EntryStatus,
    Return,
    TransactionCode,
)
from tests.schedule.statements.formats.camt_files import OUR_ACCOUNT, entries_of, small_file

BOTH = pytest.mark.parametrize("version", [2, 8])


def booked(version: int, said: str, direction: str = "DBIT", before: str = "", euros: str = "25.00") -> Entry:
    """The entry that a bank writes so, booked on 1 April 2026; `before` stands before its status."""
    status = "<Sts><Cd>BOOK</Cd></Sts>" if version >= 7 else "<Sts>BOOK</Sts>"
    file = small_file(version)
    entry = (
        f'<Ntry><Amt Ccy="EUR">{euros}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{before}{status}'
        f"<BookgDt><Dt>2026-04-01</Dt></BookgDt>{said}</Ntry>"
    )
    [told] = entries_of(file[: file.index("<Ntry>")] + entry + file[file.rindex("</Stmt>") :])
    return told


def detail(version: int, said: str, direction: str = "DBIT", before: str = "") -> Detail:
    """The one detail of an entry that a bank writes so."""
    [told] = booked(version, f"<NtryDtls><TxDtls>{said}</TxDtls></NtryDtls>", direction, before).details
    return told


def party(version: int, element: str, name: str, more: str = "") -> str:
    """A debtor or a creditor, by name."""
    said = f"<Nm>{name}</Nm>{more}"
    return f"<{element}><Pty>{said}</Pty></{element}>" if version >= 7 else f"<{element}>{said}</{element}>"


def account(element: str, iban: str) -> str:
    return f"<{element}><Id><IBAN>{iban}</IBAN></Id></{element}>"


def agent(version: int, element: str, bic: str) -> str:
    name = "BICFI" if version >= 3 else "BIC"
    return f"<RltdAgts><{element}><FinInstnId><{name}>{bic}</{name}></FinInstnId></{element}></RltdAgts>"


@BOTH
def test_the_other_side_of_a_debit_is_the_creditor(version: int) -> None:
    creditor = party(version, "Cdtr", "De Meent") + account("CdtrAcct", "NL20INGB0001234567")
    ours = party(version, "Dbtr", "Gemeente") + account("DbtrAcct", OUR_ACCOUNT)
    told = detail(version, f"<RltdPties>{ours}{creditor}</RltdPties>{agent(version, 'CdtrAgt', 'INGBNL2A')}")
    assert told.counterparty == Counterparty("De Meent", Account("NL20INGB0001234567", bic="INGBNL2A"))


@BOTH
def test_the_other_side_of_a_credit_is_the_debtor(version: int) -> None:
    debtor = party(version, "Dbtr", "J. Voorbeeld") + account("DbtrAcct", "NL20INGB0001234567")
    ours = party(version, "Cdtr", "Gemeente") + account("CdtrAcct", OUR_ACCOUNT)
    told = detail(version, f"<RltdPties>{debtor}{ours}</RltdPties>{agent(version, 'DbtrAgt', 'INGBNL2A')}", "CRDT")
    assert told.counterparty == Counterparty("J. Voorbeeld", Account("NL20INGB0001234567", bic="INGBNL2A"))


@BOTH
def test_the_other_side_of_what_came_back_is_whom_we_had_paid(version: int) -> None:
    ours = party(version, "Dbtr", "Gemeente") + account("DbtrAcct", OUR_ACCOUNT)
    payee = party(version, "Cdtr", "De Meent") + account("CdtrAcct", "NL20INGB0001234567")
    why = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
    told = detail(version, f"<RltdPties>{ours}{payee}</RltdPties>{why}", "CRDT")
    assert told.counterparty == Counterparty("De Meent", Account("NL20INGB0001234567"))


@BOTH
def test_what_came_back_may_name_us_without_our_account(version: int) -> None:
    ours = party(version, "Dbtr", "Gemeente")
    payee = party(version, "Cdtr", "De Meent") + account("CdtrAcct", "NL20INGB0001234567")
    told = detail(version, f"<RltdPties>{ours}{payee}</RltdPties>", "CRDT", before="<RvslInd>true</RvslInd>")
    assert told.counterparty == Counterparty("De Meent", Account("NL20INGB0001234567"))


@BOTH
def test_we_are_never_our_own_counterparty(version: int) -> None:
    ours = party(version, "Cdtr", "Gemeente") + account("CdtrAcct", OUR_ACCOUNT)
    assert detail(version, f"<RltdPties>{ours}</RltdPties>", "DBIT").counterparty == Counterparty()
    assert detail(version, f"<RltdPties>{ours}</RltdPties>", "CRDT").counterparty == Counterparty()


@BOTH
def test_whom_a_collector_collects_for_is_told(version: int) -> None:
    parties = party(version, "Cdtr", "Incassobureau") + party(version, "UltmtCdtr", "De Meent")
    assert detail(version, f"<RltdPties>{parties}</RltdPties>").counterparty.ultimate_name == "De Meent"


@BOTH
def test_an_account_abroad_may_have_another_number_than_an_iban(version: int) -> None:
    told = detail(version, "<RltdPties><CdtrAcct><Id><Othr><Id>0012-345</Id></Othr></Id></CdtrAcct></RltdPties>")
    assert told.counterparty == Counterparty(account=Account(other="0012-345"))


def test_a_bank_may_be_the_other_side_since_001_07() -> None:
    told = detail(8, "<RltdPties><Cdtr><Agt><FinInstnId><Nm>De Bank</Nm></FinInstnId></Agt></Cdtr></RltdPties>")
    assert told.counterparty.name == "De Bank"


@BOTH
@pytest.mark.parametrize("kind", ["PrvtId", "OrgId"])
def test_a_collection_tells_its_mandate_and_its_creditor(version: int, kind: str) -> None:
    number = "<Othr><Id>12345678</Id></Othr><Othr><Id>NL12ZZZ091567230000</Id></Othr>"
    creditor = party(version, "Cdtr", "Stroom", f"<Id><{kind}>{number}</{kind}></Id>")
    told = detail(version, f"<Refs><MndtId>M-77</MndtId></Refs><RltdPties>{creditor}</RltdPties>")
    assert (told.mandate_reference, told.creditor_id) == ("M-77", "NL12ZZZ091567230000")


@BOTH
def test_the_creditor_may_stand_in_the_text_of_the_entry_alone(version: int) -> None:
    text = "<AddtlNtryInf>/TRTP/SEPA Incasso/REMI/Stroom april/CSID/NL12ZZZ091567230000/SVCL/CORE</AddtlNtryInf>"
    entry = booked(version, f"<NtryDtls><TxDtls/></NtryDtls>{text}")
    assert entry.details[0].creditor_id == "NL12ZZZ091567230000"
    assert entry.additional_information.startswith("/TRTP/SEPA Incasso/")


@BOTH
def test_the_text_of_an_entry_with_many_details_is_of_none_of_them(version: int) -> None:
    text = "<AddtlNtryInf>/CSID/NL12ZZZ091567230000/RTRN/AC04</AddtlNtryInf>"
    entry = booked(version, f"<NtryDtls><TxDtls/><TxDtls/></NtryDtls>{text}")
    assert [(told.creditor_id, told.returned) for told in entry.details] == [(None, None)] * 2


@BOTH
def test_why_money_came_back_is_told_with_what_it_was(version: int) -> None:
    what = "<OrgnlBkTxCd><Prtry><Cd>587</Cd></Prtry></OrgnlBkTxCd>"
    words = "<AddtlInf>Rekening</AddtlInf><AddtlInf>opgeheven</AddtlInf>"
    told = detail(version, f"<RtrInf>{what}<Rsn><Cd>AC04</Cd></Rsn>{words}</RtrInf>", "CRDT")
    assert told.returned == Return("AC04", None, "Rekening opgeheven", TransactionCode(proprietary="587"))


@BOTH
def test_a_bank_may_have_a_reason_of_its_own(version: int) -> None:
    told = detail(version, "<RtrInf><Rsn><Prtry>Z12</Prtry></Rsn></RtrInf>", "CRDT")
    assert told.returned == Return(None, "Z12")


@BOTH
def test_why_money_came_back_may_stand_in_the_text_of_the_entry_alone(version: int) -> None:
    text = "<AddtlNtryInf>/TRTP/SEPA OVERBOEKING/RTRN/MS03/EREF/202604AAAA</AddtlNtryInf>"
    entry = booked(version, f"<NtryDtls><TxDtls/></NtryDtls>{text}", "CRDT")
    assert entry.details[0].returned == Return("MS03")


@BOTH
def test_the_mandate_and_the_end_to_end_id_may_stand_in_the_text_alone(version: int) -> None:
    text = "<AddtlNtryInf>/TRTP/SEPA Incasso/NAME/Stroom/MARF/M-7/REMI/april/EREF/E-9</AddtlNtryInf>"
    told = booked(version, f"<NtryDtls><TxDtls/></NtryDtls>{text}").details[0]
    assert (told.mandate_reference, told.end_to_end_id) == ("M-7", "E-9")
    own = "<Refs><EndToEndId>A</EndToEndId><MndtId>B</MndtId></Refs>"
    told = booked(version, f"<NtryDtls><TxDtls>{own}</TxDtls></NtryDtls>{text}").details[0]
    assert (told.mandate_reference, told.end_to_end_id) == ("B", "A")


@BOTH
def test_no_payer_makes_a_payment_look_like_one_that_came_back(version: int) -> None:
    plain = "<AddtlNtryInf>Huur /RTRN/AC04/CSID/NL12ZZZ091567230000</AddtlNtryInf>"
    coded = "<AddtlNtryInf>/TRTP/SEPA OVERBOEKING/REMI/Huur /RTRN/AC04</AddtlNtryInf>"
    for text in (plain, coded):
        told = booked(version, f"<NtryDtls><TxDtls/></NtryDtls>{text}", "CRDT").details[0]
        assert (told.returned, told.creditor_id) == (None, None)


@BOTH
def test_the_name_of_a_batch_may_stand_in_the_text_alone(version: int) -> None:
    text = "<AddtlNtryInf>/TRTP/SEPA BATCH/PREF/RUN-2026-04-1/NRTX/2</AddtlNtryInf>"
    assert booked(version, text).batch == Batch(None, "RUN-2026-04-1", 2)
    told = "<NtryDtls><Btch><MsgId>M-1</MsgId><NbOfTxs>3</NbOfTxs></Btch></NtryDtls>"
    assert booked(version, told + text).batch == Batch("M-1", "RUN-2026-04-1", 3)


@BOTH
def test_a_reversal_goes_the_way_its_money_went(version: int) -> None:
    entry = booked(version, "", "CRDT", before="<RvslInd>true</RvslInd>")
    assert (entry.is_reversal, entry.signed) == (True, 2_500)
    assert not booked(version, "", before="<RvslInd>0</RvslInd>").is_reversal


@BOTH
def test_a_batch_keeps_each_of_its_payments(version: int) -> None:
    batch = '<Btch><PmtInfId>B-1</PmtInfId><NbOfTxs>2</NbOfTxs><TtlAmt Ccy="EUR">25.00</TtlAmt></Btch>'
    payments = "".join(
        f'<TxDtls><Refs><EndToEndId>{name}</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="EUR">{euros}</Amt></TxAmt>'
        "</AmtDtls></TxDtls>"
        for name, euros in (("A", "10.00"), ("B", "15.00"))
    )
    entry = booked(version, f"<NtryDtls>{batch}{payments}</NtryDtls>")
    assert entry.batch == Batch(None, "B-1", 2, 2_500)
    assert [(told.end_to_end_id, told.amount) for told in entry.details] == [("A", 1_000), ("B", 1_500)]


@BOTH
def test_a_batch_may_be_spread_over_several_elements(version: int) -> None:
    spread = "<NtryDtls><Btch><PmtInfId>B-1</PmtInfId></Btch><TxDtls/></NtryDtls><NtryDtls><TxDtls/></NtryDtls>"
    entry = booked(version, spread)
    assert (entry.batch, len(entry.details)) == (Batch(None, "B-1"), 2)


@BOTH
def test_a_batch_may_hide_its_payments(version: int) -> None:
    entry = booked(version, "<NtryDtls><Btch><MsgId>M-1</MsgId><NbOfTxs>7</NbOfTxs></Btch></NtryDtls>")
    assert (entry.batch, entry.details) == (Batch("M-1", None, 7), ())


@BOTH
def test_costs_of_the_bank_have_no_details_at_all(version: int) -> None:
    entry = booked(version, "<AddtlNtryInf>Kosten betalingsverkeer</AddtlNtryInf>")
    assert (entry.details, entry.additional_information) == ((), "Kosten betalingsverkeer")


def test_a_detail_tells_its_own_amount_and_direction_since_001_03() -> None:
    told = detail(8, '<Amt Ccy="EUR">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>')
    assert (told.amount, told.direction) == (1_000, Direction.CREDIT)


def test_in_001_02_such_an_amount_is_not_known_and_passed_over() -> None:
    told = detail(2, '<Amt Ccy="EUR">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>')
    assert (told.amount, told.direction) == (None, None)


@BOTH
def test_the_amount_on_the_account_goes_before_the_instructed_one(version: int) -> None:
    both = '<AmtDtls><InstdAmt><Amt Ccy="EUR">12.00</Amt></InstdAmt><TxAmt><Amt Ccy="EUR">10.00</Amt></TxAmt></AmtDtls>'
    assert detail(version, both).amount == 1_000
    assert detail(version, '<AmtDtls><InstdAmt><Amt Ccy="EUR">12.00</Amt></InstdAmt></AmtDtls>').amount == 1_200


@BOTH
def test_an_amount_in_dollars_of_a_payment_abroad_tells_nothing_of_the_euros(version: int) -> None:
    told = detail(version, '<AmtDtls><InstdAmt><Amt Ccy="USD">12.00</Amt></InstdAmt></AmtDtls>')
    assert told.amount is None


@BOTH
@pytest.mark.parametrize(("written", "meant"), [("NOTPROVIDED", None), ("202604AAAA", "202604AAAA")])
def test_an_end_to_end_id_that_is_not_provided_is_none(version: int, written: str, meant: str | None) -> None:
    assert detail(version, f"<Refs><EndToEndId>{written}</EndToEndId></Refs>").end_to_end_id == meant


@BOTH
def test_all_lines_and_all_references_of_a_payment_are_told(version: int) -> None:
    lines = "<Ustrd>Huur  april</Ustrd><Ustrd>Dorpsstraat 1</Ustrd>"
    references = "".join(
        f"<Strd><CdtrRefInf><Ref>{number}</Ref></CdtrRefInf></Strd>"
        for number in ("6390338414964113", "RF18539007547034")
    )
    told = detail(version, f"<RmtInf>{lines}{references}</RmtInf>")
    assert told.remittance == "Huur  april Dorpsstraat 1"
    assert (told.structured_reference, told.further_references) == ("6390338414964113", ("RF18539007547034",))


@BOTH
def test_without_remittance_what_the_bank_adds_is_its_text(version: int) -> None:
    assert detail(version, "<AddtlTxInf>Rente</AddtlTxInf>").remittance == "Rente"


@BOTH
def test_the_codes_of_an_entry_and_of_its_detail_are_told_apart(version: int) -> None:
    family = "<Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly>"
    iso = f"<BkTxCd><Domn><Cd>PMNT</Cd>{family}</Domn></BkTxCd>"
    bank = "<BkTxCd><Prtry><Cd>849</Cd><Issr>BANK</Issr></Prtry></BkTxCd>"
    entry = booked(version, f"{iso}<NtryDtls><TxDtls>{bank}</TxDtls></NtryDtls>")
    assert entry.code == TransactionCode("PMNT", "ICDT", "ESCT")
    assert entry.details[0].code == TransactionCode(proprietary="849", issuer="BANK")


@BOTH
@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("BOOK", EntryStatus.BOOKED),
        ("PDNG", EntryStatus.PENDING),
        ("INFO", EntryStatus.INFORMATION),
        ("FUTR", EntryStatus.FUTURE),
    ],
)
def test_a_status_is_what_it_is(version: int, code: str, status: EntryStatus) -> None:
    entries = entries_of(small_file(version).replace("BOOK", code))
    assert [entry.status for entry in entries] == [status, status]


@BOTH
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-04-02T09:00:00", date(2026, 4, 2)),
        ("2026-03-31T23:30:00+02:00", date(2026, 3, 31)),
        ("2026-03-31T22:30:00Z", date(2026, 4, 1)),
        ("2026-03-31T24:00:00", date(2026, 3, 31)),
        ("2026-03-31T12:00:00.123456789", date(2026, 3, 31)),
    ],
)
def test_a_day_told_as_an_instant_is_that_of_the_netherlands(version: int, moment: str, day: date) -> None:
    entry = entries_of(
        small_file(version).replace("<Dt>2026-04-01</Dt></BookgDt>", f"<DtTm>{moment}</DtTm></BookgDt>")
    )[0]
    assert entry.booked_on == day


@BOTH
def test_a_day_may_have_an_offset_that_a_day_cannot_use(version: int) -> None:
    assert booked(version, "<ValDt><Dt>2026-04-02+02:00</Dt></ValDt>").value_on == date(2026, 4, 2)
