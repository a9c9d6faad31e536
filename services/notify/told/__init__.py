"""Told: what each household is to be told and when, by which way it went, and the proof of it.

schedule's events ──> households to ask about ──> outlook ──> owed (pure) ──> messages ──> carriers ──> steps
"""
