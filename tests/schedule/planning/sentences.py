"""Short ways to ask a plan why, for the tests of its explanations."""

from services.schedule.norms import norm_book
from services.schedule.planning.explanation import Text, explain
from tests.schedule.planning.builders import Raw, planned


def said(case: Raw, path: str) -> Text:
    """The sentence about a figure, with plain spaces within the Dutch amounts."""
    sentence = explain(planned(case), path, norm_book()).sentence
    return Text(sentence.en, sentence.nl.replace("\N{NO-BREAK SPACE}", " "))


def entry_of(case: Raw, kind: str, account: str = "budget", field: str = "amount", nth: int = 0) -> str:
    """The pointer to a field of the nth entry of a kind on an account."""
    entries = planned(case).entries
    found = [index for index, one in enumerate(entries) if one.kind == kind and str(one.account) == account]
    return f"/entries/{found[nth]}/{field}"
