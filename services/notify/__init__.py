"""The notify service: who wants to know, and proof that they were told. Entered by `client` and `schemas` alone."""
