"""Webhooks: what subscriptions are owed is posted to them, each at its own pace, and every attempt is written down."""
