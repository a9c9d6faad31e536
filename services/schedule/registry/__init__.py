"""How the schedule service speaks with the registry of the mandates service: it asks whether payments may be made, and
hands over whom households say is paid.
"""
