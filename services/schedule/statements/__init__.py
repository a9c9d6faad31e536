"""What the bank says: statements taken in, proved against their balances and against the one before."""
