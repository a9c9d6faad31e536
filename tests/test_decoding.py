"""How a file is written is recognised, and what is no text of ours is told with what to do about it."""

import pytest

from services.decoding import decoded
from services.errors import InvalidInput

COLUMNS = "reference;municipality\r\nZ-1;GM0518\r\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "this file is empty (look whether it was saved, and hand in the right one)"),
        (b" \r\n\r\n", "this file is empty (look whether it was saved, and hand in the right one)"),
        (b"PK\x03\x04\x14\x00\x06\x00",
         "this is a spreadsheet (.xlsx or .ods), or another kind of zip, and no text"
         " (open it, choose ‘Save as’ and then ‘CSV UTF-8’, and hand that file in)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
         "this is a spreadsheet of old (.xls) and no text"
         " (open it, choose ‘Save as’ and then ‘CSV UTF-8’, and hand that file in)"),
        (b"%PDF-1.7", "this is a PDF and no text (hand in the list that it was printed from, as CSV UTF-8)"),
        (COLUMNS.encode("utf-16"), "this text is written in UTF-16 (save it anew as CSV UTF-8 (JSON: as UTF-8))"),
        (COLUMNS.encode("utf-16-be"),
         "there are zero bytes in it: it is written in UTF-16, or is no text"
         " (save it anew as CSV UTF-8 (JSON: as UTF-8))"),
    ],
    ids=["empty", "blank", "xlsx", "xls", "pdf", "UTF-16", "UTF-16 without a mark"],
)  # fmt: skip
def test_what_is_no_text_of_ours_is_refused_with_the_cure(content: bytes, said: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        decoded(content)
    assert str(refusal.value) == said
