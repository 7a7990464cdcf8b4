"""A system that is told what happens: a real HTTP server that keeps what is posted and answers as a test says."""

import base64
import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from engine.notifications.signing import key_of


@dataclass(frozen=True)
class Posted:
    """A request: its path, its headers with small names, and its body."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        """The event that it brings."""
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found

    def is_signed(self, secret: str) -> bool:
        """What a receiver does, by Standard Webhooks."""
        moment = self.headers["webhook-timestamp"]
        signed = f"{self.headers['webhook-id']}.{moment}.".encode() + self.body
        expected = "v1," + base64.b64encode(hmac.new(key_of(secret), signed, hashlib.sha256).digest()).decode()
        return any(hmac.compare_digest(expected, each) for each in self.headers["webhook-signature"].split(" "))


Answer = tuple[int, dict[str, str]]


@dataclass
class Receiver:
    """What was posted, in order, and the next answers: 204 when there are none. `holds` is waited for before one is
    given, and `says` is called meanwhile with what writes to the socket."""

    url: str = ""
    posted: list[Posted] = field(default_factory=list)
    answers: list[int | Answer] = field(default_factory=list)
    holds: threading.Event | None = None
    says: Callable[[Callable[[bytes], object]], None] | None = None

    @property
    def told(self) -> list[tuple[str, str]]:
        """The ids and types of the events that came, in order."""
        return [(each.headers["webhook-id"], each.told["type"]) for each in self.posted]


@contextmanager
def receiving(secured: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver on this machine, for as long as the block lasts."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.posted.append(Posted(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            if found.says is not None:
                found.says(self.wfile.write)
            if found.holds is not None:
                found.holds.wait(30)
            given = found.answers.pop(0) if found.answers else 204
            status, headers = given if isinstance(given, tuple) else (given, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Whoever goes away in the middle is no news."""

    with Server(("127.0.0.1", 0), Handler) as server:
        if secured is not None:
            server.socket = secured.wrap_socket(server.socket, server_side=True)
        found.url = f"http{'s' if secured else ''}://127.0.0.1:{server.server_port}/cauce"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield found
        finally:
            if found.holds is not None:
                found.holds.set()
            server.shutdown()
            thread.join()
