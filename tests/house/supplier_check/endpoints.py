"""Endpoints of suppliers on loopback, each wrong in one way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Answering = Callable[[BaseHTTPRequestHandler, bytes], None]


@contextmanager
def endpoint(answering: Answering) -> Iterator[str]:
    """The address of one that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answering(self, self.rfile.read(int(self.headers["content-length"])))

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def always(status: int, **headers: str) -> Answering:
    """One that says the same to everything."""

    def answer(request: BaseHTTPRequestHandler, _: bytes) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("content-length", "0")
        request.end_headers()

    return answer
