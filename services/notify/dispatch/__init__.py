"""Dispatch: what is due goes out by a carrier, and what that said is written down: people's messages and the desk's
notices alike.

due ──> plan (whose it is says: begin, wait or end) ──> begun ──> carrier ──> step
"""
