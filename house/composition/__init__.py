"""The composition root: opens what the services need, hands it to them, and closes it again.

`opening.open_house` is everything behind one address in one process, as `up` serves it and the journeys knock at it;
`open_schedule` and `open_gateway` are its rooms, each of which can also stand alone. `open_worker` is what does the
work that no request waits for; it is a process of its own, also under `up`.
"""
