"""Policies as data: one TOML file for each way of working, and the code that reads them into values.

`docs/policies.md` says how to write one. `loading.shipped()` gives those that come with the product.
"""
