"""What a booking of the bank says of our payments: executed, come back, or nothing that we know."""
