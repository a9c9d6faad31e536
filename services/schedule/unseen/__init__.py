"""What the bank should have shown by now and did not: our payments, what suppliers collect, money that was to come."""
