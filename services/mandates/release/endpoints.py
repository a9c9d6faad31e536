"""The go-ahead for payments, asked in pages."""

from fastapi import APIRouter

router = APIRouter(tags=["releases"])
