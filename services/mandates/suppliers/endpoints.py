"""Suppliers and the cards that organisations share, over HTTP."""

from fastapi import APIRouter

router = APIRouter(tags=["suppliers"])
