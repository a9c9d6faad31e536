"""The documents that a deployment keeps: where there are any, callers name one and send none of their own.

A folder of `.graphql` files, each with one operation, is what a front end's build leaves behind. A document is named by
its hash (`sha256:…`, as the GraphQL-over-HTTP proposal for persisted documents has it), so a name means one thing.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from services.errors import Fault, InvalidInput, NotFound, Refused


class NoSuchDocument(NotFound):
    """No document of this name is kept here."""


class OnlyKeptDocuments(Refused):
    """This deployment answers the documents that it keeps; name one by `documentId`."""


class KeptDocuments:
    """Documents by their names; empty where a deployment keeps none, and then everybody sends his own."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        self._documents = documents

    @classmethod
    def read(cls, folder: Path | None) -> "KeptDocuments":
        """Those of a folder; `InvalidInput` if it is none or holds none."""
        if folder is None:
            return cls({})
        texts = [path.read_text() for path in sorted(folder.glob("**/*.graphql"))] if folder.is_dir() else []
        if not texts:
            what, cure = "holds no .graphql file", "name a folder with documents, or leave it out"
            raise InvalidInput([Fault("ONTZORG_KEPT_DOCUMENTS", what, cure)])
        return cls({document_id(text): text for text in texts})

    def text(self, name: str | None, sent: str | None) -> str:
        """The document that is asked: the one of that name, or the one that was sent.

        `InvalidInput` for both or neither, `NoSuchDocument` for a name that is not kept, `OnlyKeptDocuments` for one
        that was sent where others are kept.
        """
        if (name is None) == (sent is None):
            raise InvalidInput([Fault("query", "both or neither of query and documentId", "give one of them")])
        if sent is not None:
            if self._documents:
                raise OnlyKeptDocuments
            return sent
        try:
            return self._documents[str(name)]
        except KeyError:
            raise NoSuchDocument from None


def document_id(text: str) -> str:
    """The name of a document."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
