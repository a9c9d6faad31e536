"""Arrangements, their handshakes and the payer of record over HTTP."""

from fastapi import APIRouter

router = APIRouter(tags=["arrangements"])
