"""Surplus: what stands above the policy's buffer goes to the client, so that nothing piles up in silence."""
