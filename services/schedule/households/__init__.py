"""Households: the facts that are known of each, the plan that follows from them, and what somebody must do by when.

A fact is recorded once and never edited; a newer one corrects it. `contents.py` says what can be stated, `facts.py`
how it is kept, `dossier.py` what stands, `planning.py` which plan follows; these decide and touch nothing.
`service.py` is what the world may ask.
"""
