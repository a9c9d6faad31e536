"""The composition root: opens what the services need, hands it to them, and closes it again.

`opening.open_house` is everything behind one address in one process, as `up` serves it and the journeys knock at it;
`open_schedule`, `open_mandates` and `open_gateway` are its rooms, each of which can also stand alone. `crew.open_crew`
is whoever works without a request (workers, relays, the alarm clock); it is a process of its own, also under `up`.
`founding.found` lets an organisation exist in every service.
"""
