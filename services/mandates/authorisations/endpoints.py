"""Clients' authorisations and their documents over HTTP."""

from fastapi import APIRouter

router = APIRouter(tags=["authorisations"])
