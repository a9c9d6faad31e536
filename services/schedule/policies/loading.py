"""The policies that ship with the product, and any folder or set of texts like them: all of them, or every fault."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from services.errors import Fault, InvalidInput
from services.reading import Reader
from services.schedule.planning.policy import Policy
from services.schedule.policies.document import Document, parse
from services.schedule.policies.inheritance import resolve
from services.schedule.policies.reading import read_policy

ONLY_INHERITED = "_"
"""A file whose name begins so is no policy of its own, and need not be whole."""


@cache
def shipped() -> Mapping[str, Policy]:
    """The ways of working of the pilots and the statutory one, by name in alphabetical order."""
    folder = files(__package__)
    return policies_in({one.name.removesuffix(".toml"): one.read_text("utf-8") for one in folder.iterdir()
                        if one.name.endswith(".toml")})  # fmt: skip


def policies_of(folder: Path) -> Mapping[str, Policy]:
    """The policies in a folder, one `name.toml` each; InvalidInput with the faults of all of them, OSError as is."""
    texts: dict[str, str] = {}
    unreadable: dict[str, Fault] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            texts[path.stem] = path.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            what = f"byte {error.start + 1} is not UTF-8"
            unreadable[path.stem] = Fault(path.name, what, "save the file as UTF-8")
    return _policies(texts, unreadable)


def policies_in(texts: Mapping[str, str]) -> Mapping[str, Policy]:
    """The policies in TOML texts by name, in alphabetical order.

    InvalidInput names every fault of every text, each with its file and line.
    """
    return _policies(texts, {})


def _policies(texts: Mapping[str, str], unreadable: Mapping[str, Fault]) -> Mapping[str, Policy]:
    """The policies in texts; who inherits from what cannot be read is not blamed for it."""
    faults: list[Fault] = [*unreadable.values()]
    documents: dict[str, Document] = {}
    for name in sorted(texts):
        document, found = parse(name, texts[name])
        faults += found
        if document is not None:
            documents[name] = document
    resolved, found = resolve(documents, (texts.keys() | unreadable.keys()) - documents.keys())
    faults += found
    offered = {name: document for name, document in resolved.items() if not name.startswith(ONLY_INHERITED)}
    policies = {name: _policy(document, faults) for name, document in offered.items()}
    if faults:
        raise InvalidInput(dict.fromkeys(faults))
    return policies


def _policy(document: Document, faults: list[Fault]) -> Policy:
    """The policy; its faults, those that it inherits too, are added with their places."""
    reader = Reader(document.facts)
    policy = read_policy(reader, document.name, document.sources)
    faults += [document.placed(fault) for fault in reader.faults]
    return policy
