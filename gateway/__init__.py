"""One question over all services: GraphQL in front of them, for whoever shows a household to a person.

It decides nothing and keeps nothing. It knows who asks, asks each service by its front door with that person's own
token, and puts the answers together.
"""
