"""A token opens what it was made for, and nothing else does."""

import base64
from uuid import UUID

import pytest

from services.answer_token import NoSuchLink, digest_of, make_token, read_token
from services.sealing import Keyring
from tests.mandates.callers import KEYRING

MADE = make_token(KEYRING, "a question", UUID(int=1), UUID(int=2), b"s" * 32)


def test_a_token_says_whose_it_is_and_nothing_else_opens_it() -> None:
    assert read_token(KEYRING, "a question", MADE) == (UUID(int=1), UUID(int=2), digest_of(MADE))
    whole = base64.urlsafe_b64decode(MADE)
    others = [
        base64.urlsafe_b64encode(bytes([*whole[:at], whole[at] ^ 1, *whole[at + 1 :]])) for at in range(len(whole))
    ]
    for wrong in [*(other.decode() for other in others), MADE[:-4], MADE + "AAAA", "", "é", "*" * 128, f" {MADE}"]:
        with pytest.raises(NoSuchLink):
            read_token(KEYRING, "a question", wrong)


def test_a_token_of_another_deployment_or_for_another_question_is_none_of_ours() -> None:
    others = Keyring({"k": bytes(32)}, "k", b"o" * 32)
    for keyring, purpose in ((others, "a question"), (KEYRING, "another question")):
        with pytest.raises(NoSuchLink):
            read_token(keyring, purpose, MADE)
