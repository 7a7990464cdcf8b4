"""A cable between Cauce and PostgreSQL, which a test can pull out, plug in, or squeeze so that nothing passes."""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import make_url


@dataclass
class Cable:
    """Passes bytes between a port of 127.0.0.1 and the socket of a server; `url` is the database by way of it."""

    url: str
    port: int
    _server: str
    _listening: socket.socket | None = None
    _pairs: dict[socket.socket, socket.socket] = field(default_factory=dict)
    _squeezed: threading.Event = field(default_factory=threading.Event)
    _ending: threading.Event = field(default_factory=threading.Event)

    def plug_in(self) -> None:
        """Let whoever connects from now on reach the server."""
        self._squeezed.clear()
        self._listening = socket.create_server(("127.0.0.1", self.port))
        self._listening.setblocking(False)

    def squeeze(self) -> None:
        """Let nothing pass from now on, in either direction, and have nobody notice."""
        self._squeezed.set()

    def release(self) -> None:
        """Let everything pass again, also what came meanwhile."""
        self._squeezed.clear()

    def pull_out(self) -> None:
        """End every connection, and refuse new ones."""
        listening, self._listening = self._listening, None
        if listening is not None:
            listening.close()
        for each in list(self._pairs):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        while not self._ending.wait(0.005):
            if not self._squeezed.is_set():
                self._accept()
                self._pass()

    def _accept(self) -> None:
        try:
            client, _ = self._listening.accept()  # type: ignore[union-attr]
        except (OSError, AttributeError):  # nobody has come; it was pulled out
            return
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self._server)
        except OSError:  # nobody is there
            server.close()
            client.close()
            return
        self._pairs |= {client: server, server: client}

    def _pass(self) -> None:
        if not self._pairs:
            return
        with selectors.DefaultSelector() as ready:
            for each in self._pairs:
                ready.register(each, selectors.EVENT_READ)
            for key, _ in ready.select(0.001):
                self._pass_from(key.fileobj)  # type: ignore[arg-type]

    def _pass_from(self, end: socket.socket) -> None:
        if end not in self._pairs:
            return
        data = b""
        with suppress(OSError):
            data = end.recv(65536)
        if data:
            with suppress(OSError):
                self._pairs[end].sendall(data)
        else:
            other = self._pairs.pop(end)
            self._pairs.pop(other, None)
            other.close()
            end.close()

    def end(self) -> None:
        """Take it away."""
        self.pull_out()
        self._ending.set()


@contextmanager
def cable_to(url: str) -> Iterator[Cable]:
    """A cable to the server of `url`, which listens on a Unix socket; it is not plugged in yet."""
    direct = make_url(url)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    through = direct.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False)
    cable = Cable(through, port, f"{direct.query['host']}/.s.PGSQL.5432")
    thread = threading.Thread(target=cable.run)
    thread.start()
    try:
        yield cable
    finally:
        cable.end()
        thread.join()
        for each in cable._pairs:
            each.close()
