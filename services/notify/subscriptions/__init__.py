"""Subscriptions: where a supplier wants to be told of what, and the secrets by which it knows that we told it."""
