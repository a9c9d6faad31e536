"""Alarms over HTTP."""

from fastapi import APIRouter

router = APIRouter(tags=["alarms"])
