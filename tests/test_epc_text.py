import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.epc_text import epc_text
from services.errors import InvalidInput

EPC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ "


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Zoë Dağlı", "Zoe Dagli"),
        ("Müller-Straße", "Muller-Strasse"),
        ("Søren Ærø", "Soren AEro"),
        ("İpek Şahin", "Ipek Sahin"),
        ("Nguyễn Thị Ánh", "Nguyen Thi Anh"),
        ("Cezary Łoś", "Cezary Los"),
        ("d’Ĳssel – “huur” & zo…", "d'ijssel - 'huur' + zo...".replace("d'ij", "d'IJ")),
        ("  huur\tmaart\u00a02026 \n", "huur maart 2026"),
        ("huur\u200e 03\u00ad", "huur 03"),
        ("€ 15 per_week", "EUR 15 per-week"),
    ],
)
def test_letters_of_other_latin_alphabets_are_written_plainly(text: str, plain: str) -> None:
    assert epc_text(text, 70) == plain


@given(st.text(EPC, min_size=1, max_size=140).map(lambda text: " ".join(text.split())).filter(bool))
def test_what_every_bank_passes_on_stays_as_it_is(text: str) -> None:
    assert epc_text(text, 140) == text


@given(st.text(max_size=200))
def test_what_comes_out_is_always_in_the_set_and_comes_out_the_same_again(text: str) -> None:
    try:
        plain = epc_text(text, 140)
    except InvalidInput:
        return
    assert set(plain) <= set(EPC)
    assert 1 <= len(plain) <= 140
    assert epc_text(plain, 140) == plain


def test_other_scripts_are_refused_by_the_names_of_their_letters() -> None:
    with pytest.raises(InvalidInput) as refusal:
        epc_text("huur ሰላም", 140)
    (fault,) = refusal.value.faults
    assert "ሰ (ethiopic syllable sa)" in fault.what
    assert fault.cure == "write it in Latin letters, as on the account or the permit"


@pytest.mark.parametrize("text", ["محمد", "کابل", "Київ", "½ maand", "m²", "🙂"])
def test_what_has_no_plain_latin_form_is_never_guessed_at(text: str) -> None:
    with pytest.raises(InvalidInput, match="no bank passes on"):
        epc_text(text, 140)


def test_too_long_a_text_is_refused_and_not_cut_off() -> None:
    assert epc_text("x" * 70, 70) == "x" * 70
    with pytest.raises(InvalidInput, match=r"71 characters are too many \(shorten it to at most 70\)"):
        epc_text("x" * 71, 70)


def test_the_length_is_counted_as_it_is_written() -> None:
    with pytest.raises(InvalidInput, match="4 characters are too many"):
        epc_text("ßß", 3)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refusal:
        epc_text("ж" * 9, 8)
    assert len(refusal.value.faults) == 2


def test_no_text_is_no_reference() -> None:
    with pytest.raises(InvalidInput, match="there is no text"):
        epc_text(" \u200b ", 140)
