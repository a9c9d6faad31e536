"""Direct debit mandates over HTTP."""

from fastapi import APIRouter

router = APIRouter(tags=["direct debit mandates"])
