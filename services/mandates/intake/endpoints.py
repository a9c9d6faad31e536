"""Papers and teams over HTTP: what is missing, from whom, by when."""

from fastapi import APIRouter

router = APIRouter(tags=["intake"])
