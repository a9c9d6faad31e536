"""The formats in which banks say it: camt.053, camt.054, MT940 and pain.002, each read as a stream. Pure."""
