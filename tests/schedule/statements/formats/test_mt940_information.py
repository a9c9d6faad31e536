"""Field 86 in the ways of BNG, ABN AMRO, ING and Rabobank, and as text."""

import pytest

from services.schedule.statements.statement import Account, Batch, Counterparty, Detail, Return, Totals, TransactionCode
from tests.schedule.statements.formats.mt940_files import HEAD, TAIL, end_of, only_detail, only_entry


def test_bng_writes_account_bank_name_and_reference_in_columns_and_then_text() -> None:
    detail = only_detail(
        "DE37500700100925464001          DEUTDEFF\n"
        "Schuhhaus Meerkamp              REFO:FK-2026-0031\n"
        "Zahlungsnummer 1234567          Lieferung\n"
        "im Maerz"
    )
    assert detail == Detail(
        end_to_end_id="FK-2026-0031",
        remittance="Zahlungsnummer 1234567 Lieferung im Maerz",
        counterparty=Counterparty("Schuhhaus Meerkamp", Account(iban="DE37500700100925464001", bic="DEUTDEFF")),
    )


def test_bngs_second_column_begins_where_the_bic_does_and_its_reference_may_stand_anywhere() -> None:
    detail = only_detail(
        "NL09INGB0000156610               INGBNL2A\n"
        "Dienst Uitkeringen               Amsterdam\n"
        "REFO: BEL1234678                 correctie augustus"
    )
    assert (detail.end_to_end_id, detail.remittance) == ("BEL1234678", "Amsterdam correctie augustus")
    assert detail.counterparty.name == "Dienst Uitkeringen"


def test_a_name_of_bng_that_fills_its_column_runs_into_no_reference() -> None:
    name = "Vereniging van Eigenaren De Kade"
    detail = only_detail(f"NL09INGB0000156610              INGBNL2A\n{name}REFO:VVE-04")
    assert (detail.counterparty.name, detail.end_to_end_id) == (name, "VVE-04")


def test_a_line_of_bng_that_needs_both_columns_is_one_piece_of_text() -> None:
    line = "Bijdrage aan de gezamenlijke tuinverlichting van het hof"
    detail = only_detail(f"NL09INGB0000156610              INGBNL2A\nHofje van Loo\n{line}")
    assert (detail.counterparty.name, detail.remittance, detail.end_to_end_id) == ("Hofje van Loo", line, None)


def test_abn_amro_names_account_text_and_reference_of_a_transfer() -> None:
    detail = only_detail(
        "/TRTP/SEPA OVERBOEKING/IBAN/FR7612345678901234567890123/BIC/GEFRADAM\n"
        "/NAME/J. Marchand/REMI/Huur rue de la Paix 4/EREF/NOTPRO\n"
        "VIDED"
    )
    assert detail == Detail(
        remittance="Huur rue de la Paix 4",
        counterparty=Counterparty("J. Marchand", Account(iban="FR7612345678901234567890123", bic="GEFRADAM")),
        code=TransactionCode(proprietary="SEPA OVERBOEKING"),
    )


def test_abn_amro_names_creditor_and_mandate_of_a_direct_debit_and_the_account_behind_the_text() -> None:
    detail = only_detail(
        "/TRTP/SEPA INCASSO ALGEMEEN DOORLOPEND/CSID/NL70ZZZ4332875340001\n"
        "/NAME/Stroomhuis Energie B.V./MARF/M10009560656/REMI/Termijn april 2026 a\n"
        "ansluiting 4 / gas/IBAN/NL55INGB0004683839/BIC/INGBNL2A/EREF/141201960026294",
        mark="D",
    )
    assert detail == Detail(
        end_to_end_id="141201960026294",
        mandate_reference="M10009560656",
        creditor_id="NL70ZZZ4332875340001",
        remittance="Termijn april 2026 aansluiting 4 / gas",
        counterparty=Counterparty("Stroomhuis Energie B.V.", Account(iban="NL55INGB0004683839", bic="INGBNL2A")),
        code=TransactionCode(proprietary="SEPA INCASSO ALGEMEEN DOORLOPEND"),
    )


def test_abn_amro_names_the_reason_of_a_direct_debit_that_came_back() -> None:
    detail = only_detail(
        "/RTYP/SEPA Incasso niet uitgevoerd/MARF/KTB-12/RTRN/MS03/IBAN/NL27ABNA0562399340/NAME/P. Verkade"
        "/REMI/Levering mei/EREF/1234567X908303803"
    )
    assert (detail.returned, detail.end_to_end_id) == (Return(code="MS03"), "1234567X908303803")


def test_abn_amros_payment_reference_is_the_creditors() -> None:
    detail = only_detail("/TRTP/SEPA ACCEPTGIRO/NAME/K. Bos/REMI//REMI/Issuer: CUR Ref: 1234567812345678/EREF/A1")
    assert (detail.structured_reference, detail.remittance, detail.end_to_end_id) == ("1234567812345678", "", "A1")


def test_abn_amro_books_a_file_of_payments_together() -> None:
    entry = only_entry(":61:260401D119,00N654NONREF\n:86:/TRTP/SEPA ACCEPTGIRO BATCH/PREF/3095D4322561460S0PS/NRTX/10")
    assert entry.batch == Batch(payment_information_id="3095D4322561460S0PS", items=10)


def test_ing_names_the_other_party_in_one_word_and_closes_each_value() -> None:
    entry = only_entry(
        ":61:2604010401D1,14NDDTEREF//00000000001009\n"
        "/TRCD/01016/\n"
        ":86:/EREF/EV123REP123412T1234//MARF/MND-EV01//CSID/NL32ZZZ9999999\n"
        "91234//CNTP/NL32INGB0000012345/INGBNL2A/Water en Meer B.V./GOUDA/\n"
        "/REMI/USTD//Klant 00123 april/"
    )
    assert (entry.reference, entry.servicer_reference, entry.code.proprietary) == (None, "00000000001009", "NDDT")
    assert entry.details == (
        Detail(
            end_to_end_id="EV123REP123412T1234",
            mandate_reference="MND-EV01",
            creditor_id="NL32ZZZ999999991234",
            remittance="Klant 00123 april",
            counterparty=Counterparty("Water en Meer B.V.", Account(iban="NL32INGB0000012345", bic="INGBNL2A")),
            code=TransactionCode(proprietary="01016"),
        ),
    )


def test_ing_says_why_a_payment_came_back() -> None:
    detail = only_detail(
        "/RTRN/MS03//EREF/20120123456789//CNTP/NL32INGB0000012345/INGBNL2A/J. Aerts///REMI/USTD//Factuur 12/"
    )
    assert (detail.returned, detail.counterparty.name, detail.remittance) == (
        Return(code="MS03"),
        "J. Aerts",
        "Factuur 12",
    )


def test_a_reason_that_is_none_of_iso_20022_is_the_banks_own() -> None:
    assert only_detail("/RTRN/rekening onbekend//REMI/USTD//x/").returned == Return(proprietary="rekening onbekend")


def test_ings_structured_remittance_is_the_creditors_reference() -> None:
    detail = only_detail("/EREF/158140//CNTP/NL32INGB0000012345/INGBNL2A/J. Aerts///REMI/STRD/CUR/9001123412341234/")
    assert (detail.structured_reference, detail.remittance) == ("9001123412341234", "")


def test_ing_books_a_file_of_payments_under_its_reference() -> None:
    entry = only_entry(
        ":61:2604010401D1,57NTRFPREF//00000000001006\n/TRCD/00200/\n:86:/PREF/M0033333//REMI/USTD//TOTAAL 1 VZ/"
    )
    assert entry.batch == Batch(payment_information_id="M0033333")
    assert entry.details[0].remittance == "TOTAAL 1 VZ"


def test_a_name_with_a_slash_is_whole_beside_ings_town() -> None:
    detail = only_detail("/CNTP/NL32INGB0000012345/INGBNL2A/Bos en/of Vos/EDAM//REMI/USTD//x/")
    assert detail.counterparty.name == "Bos en/of Vos"


def test_an_account_that_is_no_iban_is_told_as_another_number() -> None:
    assert only_detail("/CNTP///Kosten///REMI/USTD//Pakket/").counterparty == Counterparty("Kosten")
    assert only_detail("/CNTP/4471900//Kas///REMI/USTD//x/").counterparty.account == Account(other="4471900")


def test_rabobank_writes_the_other_account_behind_the_references_and_the_parties_by_their_role() -> None:
    entry = only_entry(
        ":61:260401C000000001113,00N541EREF            \n"
        "NL12ABNA9876543210\n"
        ":86:/EREF/123/ORDP//NAME/Stichting Buurtfonds/ADDR/TOERNOOIVELD \n"
        "100 6525EC NIJMEGEN NL/REMI/Bijdrage\n"
        " wijk/ISDT/2026-04-01"
    )
    assert (entry.amount, entry.reference, entry.code.proprietary) == (111_300, None, "N541")
    assert entry.details == (
        Detail(
            end_to_end_id="123",
            remittance="Bijdrage wijk",
            counterparty=Counterparty("Stichting Buurtfonds", Account(iban="NL12ABNA9876543210")),
        ),
    )
    assert entry.additional_information == "/ISDT/2026-04-01"


def test_rabobank_names_mandate_and_creditor_of_a_direct_debit() -> None:
    entry = only_entry(
        ":61:260401D000000010101,10N064MARF\nNL12INGB1234567890\n"
        ":86:/MARF/12345-001/EREF/Polis 44 april/BENM//NAME/Zorgzaam Verzekeringen/REMI/101202"
        "/CSID/NL12ZZZ012345678900",
    )
    detail = entry.details[0]
    assert (detail.mandate_reference, detail.creditor_id) == ("12345-001", "NL12ZZZ012345678900")
    assert (detail.end_to_end_id, detail.remittance) == ("Polis 44 april", "101202")
    assert detail.counterparty == Counterparty("Zorgzaam Verzekeringen", Account(iban="NL12INGB1234567890"))


def test_rabobanks_structured_remittance_is_the_creditors_reference() -> None:
    detail = only_detail("/BENM//NAME/Belastingkantoor/REMI//CDTRREFTP//CD/SCOR/ISSR/CUR/CDTRREF/9001234512345678", "D")
    assert (detail.structured_reference, detail.remittance) == ("9001234512345678", "")


@pytest.mark.parametrize(("mark", "name"), [("C", "Wie betaalde"), ("RC", "Wie betaalde"), ("D", "Wie ontving")])
def test_of_two_parties_the_other_one_is_the_one_that_is_not_the_holder(mark: str, name: str) -> None:
    detail = only_detail("/ORDP//NAME/Wie betaalde/BENM//NAME/Wie ontving/REMI/x", mark)
    assert detail.counterparty.name == name


@pytest.mark.parametrize(("mark", "name"), [("C", "Zus"), ("D", "Broer")])
def test_for_whom_the_other_party_acts_is_told_beside_it(mark: str, name: str) -> None:
    detail = only_detail("/NAME/Bemiddelaar/REMI/x/ULTC//NAME/Broer/ULTD//NAME/Zus", mark)
    assert detail.counterparty == Counterparty("Bemiddelaar", ultimate_name=name)


def test_code_words_that_a_payer_writes_into_the_text_are_text() -> None:
    rabobank = only_detail("/EREF/echt/ORDP//NAME/A. Bak/REMI/huur/EREF/nagemaakt/ISDT/2026-04-01")
    assert (rabobank.end_to_end_id, rabobank.remittance) == ("echt", "huur/EREF/nagemaakt")
    abn_amro = only_detail("/TRTP/SEPA OVERBOEKING/NAME/A. Bak/REMI/x/EREF/nagemaakt/NAME/B. Bok/EREF/echt")
    assert (abn_amro.end_to_end_id, abn_amro.counterparty.name) == ("echt", "A. Bak")
    assert abn_amro.remittance == "x/EREF/nagemaakt/NAME/B. Bok"
    ing = only_detail("/CNTP/NL32INGB0000012345/INGBNL2A/A. Bak///REMI/USTD//x/EREF/nagemaakt/")
    assert (ing.end_to_end_id, ing.remittance) == (None, "x/EREF/nagemaakt")


def test_older_lines_are_text_with_a_blank_between_them() -> None:
    detail = only_detail(
        "GIRO   428428 KABELBEDRIJF BV    BETALINGSKENM.  000000018503995\n"
        "5109227317                       BETREFT FACTUUR D.D. 20-06-2009\n"
        "INCL. 1,20 BTW"
    )
    assert detail == Detail(
        remittance="GIRO   428428 KABELBEDRIJF BV    BETALINGSKENM.  000000018503995 "
        "5109227317                       BETREFT FACTUUR D.D. 20-06-2009 INCL. 1,20 BTW"
    )


def test_an_entry_without_field_86_has_no_detail() -> None:
    assert only_entry(":61:260401C1,00NINTNONREF").details == ()


def test_what_stands_behind_the_references_and_is_neither_account_nor_code_is_kept_as_told() -> None:
    entry = only_entry(":61:260401C1,00NTRFNONREF\n/OCMT/USD1,12/\n:86:tekst")
    assert entry.additional_information == "/OCMT/USD1,12/"


@pytest.mark.parametrize("told", ["/SUM/4/3/134,46/36,58/", "D000004C000003D134,46C36,58"])
def test_ing_counts_and_sums_the_entries_behind_the_closing_balance(told: str) -> None:
    totals = Totals(debit_entries=4, debit_amount=13_446, credit_entries=3, credit_amount=3_658)
    assert end_of(f"{HEAD}{TAIL}:64:C260401EUR1000,00\n:86:{told}\n").totals == totals


def test_other_text_behind_the_closing_balance_says_nothing_of_the_entries() -> None:
    assert end_of(f"{HEAD}{TAIL}:86:Tot ziens").totals == Totals()
