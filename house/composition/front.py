"""One address for several applications, none of which knows that it is not alone."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class Front:
    """Lets in each request at the room whose path it begins with, the longest first; at `otherwise` if at none.

    A front may stand behind a prefix itself: that is no part of the path that a room is found by.
    """

    def __init__(self, rooms: Mapping[str, ASGIApp], otherwise: ASGIApp) -> None:
        self._rooms = sorted(rooms.items(), key=lambda room: len(room[0]), reverse=True)
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        await self._room(path)(scope, receive, send)

    def _room(self, path: str) -> ASGIApp:
        below = f"{path}/"
        return next((app for begin, app in self._rooms if below.startswith(f"{begin}/")), self._otherwise)


class Behind:
    """An application behind a prefix that it is told of (`root_path`): the places that it names are behind it too."""

    def __init__(self, prefix: str, app: ASGIApp) -> None:
        self._prefix = prefix
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, "root_path": f"{scope.get('root_path', '')}{self._prefix}"}, receive, send)
