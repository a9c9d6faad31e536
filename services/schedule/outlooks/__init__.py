"""Outlooks: what there is to tell a household around a day, many households in one question; notify tells it."""
