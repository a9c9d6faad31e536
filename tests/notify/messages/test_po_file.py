"""A catalogue as translators keep it is read, and compiled for the standard library, without a tool beside us."""

import gettext
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import InvalidInput
from services.notify.messages.po_file import Entry, compiled, header_of, read_entries

_HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"X-Reviewed-By: nobody\\n"
"""


def _read(text: str) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(BytesIO(compiled(read_entries(_HEADER + text))))


def test_the_same_words_in_two_places_have_two_translations() -> None:
    book = _read(
        """
        # for a bill
        msgctxt "bill"
        msgid "Water"
        msgstr "Su"

        msgctxt "drink"
        msgid "Water"
        msgstr "Bir bardak su"
        """
    )
    assert (book.pgettext("bill", "Water"), book.pgettext("drink", "Water")) == ("Su", "Bir bardak su")


def test_each_number_has_its_form() -> None:
    book = _read(
        """
        msgctxt "list"
        msgid "1 rekening"
        msgid_plural "{count} rekeningen"
        msgstr[0] "1 bill"
        msgstr[1] "{count} bills"
        """
    )
    said = [book.npgettext("list", "1 rekening", "{count} rekeningen", count) for count in (1, 2)]
    assert said == ["1 bill", "{count} bills"]


def test_a_text_goes_on_over_lines_with_its_escapes() -> None:
    book = _read('msgctxt "a"\nmsgid "lang "\n"woord"\nmsgstr "een \\"lang\\"\\n"\n"woord"\n')
    assert book.pgettext("a", "lang woord") == 'een "lang"\nwoord'


def test_what_is_fuzzy_or_empty_is_no_translation() -> None:
    book = _read('#, fuzzy\nmsgctxt "a"\nmsgid "Huur"\nmsgstr "Kira"\n\nmsgctxt "a"\nmsgid "Gas"\nmsgstr ""\n')
    assert (book.pgettext("a", "Huur"), book.pgettext("a", "Gas")) == ("Huur", "Gas")


def test_a_flag_is_of_one_entry() -> None:
    entries = read_entries(_HEADER + '#, fuzzy\nmsgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr "d"\n')
    assert [(one.source, one.fuzzy, one.line) for one in entries[1:]] == [("a", True, 7), ("c", False, 10)]


def test_the_first_entry_may_be_a_guess_too() -> None:
    assert [one.fuzzy for one in read_entries('#, fuzzy\nmsgctxt "a"\nmsgid "b"\nmsgstr "c"\n')] == [True]


def test_the_header_says_what_it_says() -> None:
    assert header_of(read_entries(_HEADER))["X-Reviewed-By"] == "nobody"
    assert header_of([]) == {}


@pytest.mark.parametrize("line", ["msgid Huur", 'msgid "Huur', "Huur", 'msgst "Kira"'])
def test_what_cannot_be_read_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_entries(f"{_HEADER}\n{line}\n")
    assert [fault.where for fault in refused.value.faults] == ["line 7"]


_WORDS = st.text('aé€ሰس "\\{}\n', min_size=1, max_size=6)


@given(st.dictionaries(st.tuples(_WORDS, _WORDS), _WORDS, max_size=6))
def test_the_standard_library_finds_every_entry_that_was_compiled(said: dict[tuple[str, str], str]) -> None:
    header = read_entries(_HEADER)
    entries = [Entry(1, context, source, None, {0: words}) for (context, source), words in said.items()]
    book = gettext.GNUTranslations(BytesIO(compiled([*header, *entries])))
    assert {key: book.pgettext(*key) for key in said} == said
