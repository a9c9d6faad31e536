"""SEPA direct debit mandates that suppliers hold, on our account or on the client's own."""
