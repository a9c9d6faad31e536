"""`messages`: what people are told, for whoever translates it or wants to see it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from house.messages.browser import picture, violations
from house.messages.catalogue_file import catalogue_text
from house.messages.gallery import exhibits
from services.notify.desk.everything import CATALOGUES as DESKS
from services.notify.messages.catalogue import catalogue_path
from services.notify.messages.language import Language
from services.notify.messages.po_file import read_entries
from services.notify.messages.wording.everything import CATALOGUES as PEOPLES

SUMMARY = "Show every message in every language, and bring the translators' catalogues up to date."
GROUP = "builders"
EXAMPLE = "./ontzorg messages gallery output/messages"

_TELEPHONE, _DESK = (412, 1400), (800, 1400)


def add_arguments(parser: ArgumentParser) -> None:
    """What to do, where, and in which languages."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="gallery | look | catalogues")
    gallery = acts.add_parser("gallery", help="every kind of message, about invented people, as page, letter and text")
    gallery.add_argument("folder", type=Path, metavar="FOLDER")
    gallery.add_argument("--language", type=Language, choices=list(Language), action="append", help="all if left out")
    look = acts.add_parser("look", help="pictures of a gallery's pages, taken with the Chromium of this machine")
    look.add_argument("folder", type=Path, metavar="FOLDER")
    look.add_argument("--axe", type=Path, metavar="FILE", help="axe-core's script: also say what it finds")
    acts.add_parser("catalogues", help="write each catalogue anew: new phrases empty, phrases that are gone left out")


def run(args: Namespace) -> int:
    """Do it, and say what it came to; 1 if axe found something."""
    return _ACTS[args.act](args)


def _gallery(args: Namespace) -> int:
    folder: Path = args.folder
    count = 0
    for exhibit in exhibits(args.language or Language):
        path = folder / exhibit.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(exhibit.content)
        count += 1
    print(f"{count} files in {folder}; begin with {folder / 'index.html'}.")
    return 0


def _look(args: Namespace) -> int:
    folder: Path = args.folder
    pages = sorted(folder.glob("*/*.html"))
    found = 0
    for page in pages:
        picture(page, page.with_suffix(".telephone.png"), *_TELEPHONE)
        picture(page, page.with_suffix(".desk.png"), *_DESK)
        for one in violations(page, args.axe) if args.axe else ():
            print(f"{page}: {one.rule} ({one.impact}): {one.about}: {one.element}")
            found += 1
    said = f"; axe found {found} violation(s)" if args.axe else ""
    print(f"{len(pages)} pages, two pictures each, beside them{said}.")
    return 1 if found else 0


def _catalogues(args: Namespace) -> int:
    for catalogues in (PEOPLES, DESKS):
        for language in catalogues.languages:
            path = catalogue_path(language, catalogues.folder)
            known = read_entries(path.read_text(encoding="utf-8")) if path.exists() else []
            path.write_text(catalogue_text(catalogues, language, known), encoding="utf-8")
            print(f"{catalogues.folder}{path.name}: {len(catalogues.phrases)} phrases")
    return 0


_ACTS: dict[str, Callable[[Namespace], int]] = {"gallery": _gallery, "look": _look, "catalogues": _catalogues}
