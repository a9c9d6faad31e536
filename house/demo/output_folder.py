"""The folder that a demo writes to: a new one, an empty one, or that of an earlier demo, which then makes room."""

import shutil
from pathlib import Path

from services.errors import Fault, InvalidInput

_MARK = ".ontzorg-demo"
CASELOAD, BANK_FILES, MESSAGES, DATABASE = "caseload", "bank-files", "messages", "database"
SUMMARY_JSON, SUMMARY_HTML = "summary.json", "summary.html"
_OURS = {_MARK, CASELOAD, BANK_FILES, MESSAGES, DATABASE, SUMMARY_JSON, SUMMARY_HTML}


def empty_folder(folder: Path) -> Path:
    """The folder with nothing in it but our mark; `InvalidInput` where something lies in it that no demo wrote."""
    if folder.exists():
        _make_room(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).touch()
    return folder


def _make_room(folder: Path) -> None:
    lying_there = {path.name for path in folder.iterdir()} if folder.is_dir() else {folder.name}
    if lying_there and (_MARK not in lying_there or lying_there - _OURS):
        what = f"{folder} holds what no demo wrote"
        raise InvalidInput([Fault("--output", what, "name a folder that is empty, or not there yet")])
    for name in lying_there:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
