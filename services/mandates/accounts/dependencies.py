"""What the endpoints of accounts ask for besides what all of the registry does: who asks the banks."""

from typing import Annotated

from fastapi import Depends, Request

from services.mandates.accounts.verification import Verification


def _verification(request: Request) -> Verification:
    ask: Verification = request.app.state.verification
    return ask


Banks = Annotated[Verification, Depends(_verification)]
"""Whoever asks the banks whose an account is."""
