"""`messages` writes what can be looked at, and catalogues that are the same when nothing is new."""

import json
from html import escape
from pathlib import Path

import pytest

from house.command_line import main
from house.messages.browser import BrowserSaidNothing, NoBrowser, Violation, picture, violations_in
from house.messages.catalogue_file import catalogue_text
from house.messages.invented import INVENTED
from services.notify.desk.everything import CATALOGUES as DESKS
from services.notify.messages.catalogue import Catalogues, catalogue_path
from services.notify.messages.language import Language
from services.notify.messages.phrase import CountedPhrase, Phrase
from services.notify.messages.po_file import read_entries
from services.notify.messages.wording.everything import CATALOGUES as PEOPLES


def test_the_gallery_has_each_message_in_each_form_and_a_list_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["messages", "gallery", str(tmp_path), "--language", "fa"]) == 0
    assert capsys.readouterr().out.startswith(f"{4 * len(INVENTED) + 1} files in {tmp_path}")
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    expected = {f"fa/{name}.{ending}" for name in INVENTED for ending in ("html", "pdf", "txt", "sms.txt")}
    assert names == {"index.html", *expected}
    index = (tmp_path / "index.html").read_text()
    assert 'href="fa/leefgeld-coming.pdf"' in index
    assert "not reviewed" in index


@pytest.mark.parametrize(
    ("catalogues", "language"), [(one, language) for one in (PEOPLES, DESKS) for language in one.languages]
)
def test_a_catalogue_that_is_up_to_date_is_written_the_same(catalogues: Catalogues, language: Language) -> None:
    text = catalogue_path(language, catalogues.folder).read_text(encoding="utf-8")
    assert catalogue_text(catalogues, language, read_entries(text)) == text


def test_what_is_new_stands_empty_what_is_gone_is_left_out_and_a_review_stays() -> None:
    before = (
        'msgid ""\nmsgstr ""\n"X-Reviewed-By: A. Voorbeeld, Delft\\n"\n\n'
        'msgctxt "bill"\nmsgid "Huur"\nmsgstr "Kira"\n\n'
        'msgctxt "bill"\nmsgid "Goud"\nmsgstr "Altın"\n'
    )
    phrases = Phrase("bill", "Huur", "a note"), CountedPhrase("list", "1 munt", "{count} munten")
    written = catalogue_text(PEOPLES._replace(phrases=phrases), Language.TURKISH, read_entries(before))
    assert '"X-Reviewed-By: A. Voorbeeld, Delft\\n"' in written
    assert written.endswith(
        '#. a note\nmsgctxt "bill"\nmsgid "Huur"\nmsgstr "Kira"\n\n'
        'msgctxt "list"\nmsgid "1 munt"\nmsgid_plural "{count} munten"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    )
    assert "Goud" not in written


def test_what_axe_found_is_read_out_of_the_page_that_it_wrote_into() -> None:
    found = [{"id": "region", "impact": "moderate", "help": "Use landmarks", "nodes": [{"html": "<p>x</p>"}]}]
    page = f'<html><body><pre id="axe-says">{escape(json.dumps(found))}</pre></body></html>'
    assert list(violations_in("review.html", page)) == [
        Violation("review.html", "region", "moderate", "Use landmarks", "<p>x</p>")
    ]
    with pytest.raises(BrowserSaidNothing):
        list(violations_in("review.html", "<html></html>"))


def test_without_a_browser_nothing_is_looked_at_and_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoBrowser, match="no Chromium on this machine"):
        picture(tmp_path / "page.html", tmp_path / "page.png", 400, 400)
    assert list(tmp_path.iterdir()) == []
