"""The document of one room of the registry, as if there were no other."""

from fastapi import APIRouter, FastAPI

from services.openapi import Document
from services.web import create_app


def document_of(router: APIRouter, app: FastAPI) -> Document:
    """What the API's document says of the routes of one router, with what `app` stands on."""
    state = app.state
    return create_app(
        title=app.title,
        description=app.description,
        version=app.version,
        routers=[router],
        tokens=state.tokens,
        clock=state.clock,
        ids=state.ids,
    ).openapi()
