"""One policy over another: a file that `inherits` takes over all that it does not say itself.

A table is taken over key by key, so that a policy can change one route; a list, and the ramp-down, whole.
"""

import difflib
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from services.errors import Fault
from services.schedule.policies.document import Document

INHERITS = "inherits"
_TAKEN_WHOLE = {"ramp_down"}
_Noted = TypeVar("_Noted")


def resolve(documents: Mapping[str, Document], broken: Collection[str]) -> tuple[dict[str, Document], list[Fault]]:
    """Each policy with all that it inherits, and the faults: a parent that does not exist, a policy that is its own.

    A policy with such a fault is left out, and all that inherit it; so are, without a word, heirs of `broken` files.
    """
    found, faults = {}, []
    for document in documents.values():
        line, fault = _line_of_descent(document, documents, broken)
        if fault is not None:
            faults.append(fault)
        elif line is not None:
            found[document.name] = _laid_over_one_another(line)
    return found, faults


def _line_of_descent(
    document: Document, documents: Mapping[str, Document], broken: Collection[str]
) -> tuple[list[Document] | None, Fault | None]:
    """The policy, its parent, and so on; None where it ends in nothing. The fault is told of whom it is the fault."""
    line = [document]
    while (parent := line[-1].facts.get(INHERITS)) is not None:
        known = documents.get(str(parent))
        if known is None:
            told = len(line) > 1 or parent in broken
            return None, None if told else _unknown_parent(document, parent, documents)
        if known in line:
            return None, _comes_back(line, known) if known is document else None
        line.append(known)
    return line, None


def _unknown_parent(document: Document, parent: object, documents: Mapping[str, Document]) -> Fault:
    near = difflib.get_close_matches(str(parent), documents, n=1)
    cure = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(sorted(documents))}"
    return document.placed(Fault(INHERITS, f"there is no policy {parent!r}", cure))


def _comes_back(line: list[Document], document: Document) -> Fault:
    what = "it inherits itself"
    if len(line) > 1:
        what += f": {' inherits '.join([*(one.name for one in line), document.name])}"
    return document.placed(Fault(INHERITS, what, "let one of them stand on its own"))


def _laid_over_one_another(line: list[Document]) -> Document:
    merged = line[-1]
    for child in reversed(line[:-1]):
        merged = _laid_over(child, merged)
    return merged


def _laid_over(child: Document, parent: Document) -> Document:
    replaced = list(_replaced(child.facts, parent.facts))
    return Document(
        name=child.name,
        facts=_merged(child.facts, parent.facts),
        places=_kept(parent.places, replaced) | dict(child.places),
        sources=_kept(parent.sources, replaced) | dict(child.sources),
    )


def _merged(child: Mapping[str, Any], parent: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**parent, **child}
    for key in child.keys() & parent.keys() - _TAKEN_WHOLE:
        if isinstance(child[key], dict) and isinstance(parent[key], dict):
            merged[key] = _merged(child[key], parent[key])
    return merged


def _replaced(child: Mapping[str, Any], parent: Mapping[str, Any], path: str = "") -> list[str]:
    """The paths at which the child's word takes the place of all that the parent says."""
    found = []
    for key in child.keys() & parent.keys():
        if isinstance(child[key], dict) and isinstance(parent[key], dict) and key not in _TAKEN_WHOLE:
            found += _replaced(child[key], parent[key], f"{path}{key}.")
        else:
            found.append(f"{path}{key}")
    return found


def _kept(noted: Mapping[str, _Noted], replaced: list[str]) -> dict[str, _Noted]:
    def gone(path: str) -> bool:
        return any(path == one or path.startswith((f"{one}.", f"{one}[")) for one in replaced)

    return {path: what for path, what in noted.items() if not gone(path)}
