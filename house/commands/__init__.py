"""One file per command; `house/catalogue.py` says what each declares."""
