"""Money that is nobody's of ours: it goes back to the account it came from, by a bank file of one payment."""
