"""The three services and the nouns they share.

A listing of this folder is the vocabulary: what decides is pure (money, iban, banking_days, clock, ids, events,
errors), what touches the world is thin (auth, database, outbox, jobs, idempotency, web).
"""
