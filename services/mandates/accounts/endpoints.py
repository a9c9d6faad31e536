"""Payee accounts over HTTP: proposed by one person, approved by another; every answer is masked."""

from fastapi import APIRouter

router = APIRouter(tags=["payee accounts"])
