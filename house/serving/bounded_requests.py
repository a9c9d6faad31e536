"""HTTP as uvicorn reads it, with an end: httptools takes headers of any length, and waits for a request for ever.

Who asks is a stranger until his request is read, so what he may cost before that is bounded here, for every route.
"""

from asyncio import TimerHandle, Transport
from typing import ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_BESIDE_THE_BODY: Final = 65_536
"""Bytes of a request that are none of its body: its line, its headers, and what parts and follows a body in chunks."""

PATIENCE: Final = 180.0
"""Seconds for a request to come in; the largest photo takes one over a poor line."""


class BoundedRequests(HttpToolsProtocol):
    """A connection on which each request has an end, in bytes and in time."""

    patience: ClassVar[float] = PATIENCE
    _beside = 0
    _ends: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        super().connection_made(transport)
        self._wait_for_it()

    def data_received(self, data: bytes) -> None:
        self._beside += len(data)
        super().data_received(data)
        if self._beside > MOST_BESIDE_THE_BODY and not self.transport.is_closing():
            self.send_400_response("More headers than are taken.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait_for_it()

    def on_body(self, body: bytes) -> None:
        self._beside -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._beside = 0
        self._wait_no_more()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait_for_it(self) -> None:
        self._wait_no_more()
        self._ends = self.loop.call_later(self.patience, self.transport.abort)

    def _wait_no_more(self) -> None:
        if self._ends is not None:
            self._ends.cancel()
            self._ends = None
