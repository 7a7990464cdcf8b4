"""A long line to PostgreSQL: what is sent arrives later, and it is counted how often somebody waits for an answer."""

import selectors
import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from sqlalchemy import make_url


class Line:
    """`url` is the database by way of it; `trips` counts the round trips: how often a client sent something after it
    had been answered."""

    def __init__(self, listening: socket.socket, url: str, path: str, delay: float) -> None:
        self.url = url
        self.trips = 0
        self._listening = listening
        self._path = path
        self._delay = delay
        self._ready = selectors.SelectSelector()  # the others wait for whole milliseconds
        self._ready.register(listening, selectors.EVENT_READ)
        self._other: dict[socket.socket, socket.socket] = {}
        self._clients: dict[socket.socket, bool] = {}  # and whether they were answered
        self._under_way: deque[tuple[float, socket.socket, bytes]] = deque()
        self._ending = threading.Event()

    def run(self) -> None:
        """Carry, until it is ended."""
        while not self._ending.is_set():
            due = self._under_way[0][0] - monotonic() if self._under_way else 0.05
            for key, _ in self._ready.select(max(due, 0)):
                if key.fileobj is self._listening:
                    self._accept()
                else:
                    self._receive(key.fileobj)  # type: ignore[arg-type]
            while self._under_way and self._under_way[0][0] <= monotonic():
                _, to, data = self._under_way.popleft()
                with suppress(OSError):
                    to.sendall(data) if data else to.shutdown(socket.SHUT_WR)
        for each in self._other:
            each.close()
        self._ready.close()

    def end(self) -> None:
        """Take it away."""
        self._ending.set()

    def _accept(self) -> None:
        client, _ = self._listening.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = socket.socket(socket.AF_UNIX)
        server.connect(self._path)
        self._other |= {client: server, server: client}
        self._clients[client] = False
        for each in (client, server):
            self._ready.register(each, selectors.EVENT_READ)

    def _receive(self, end: socket.socket) -> None:
        data = b""
        with suppress(OSError):
            data = end.recv(65536)
        if not data:
            self._ready.unregister(end)
        elif end not in self._clients:
            self._clients[self._other[end]] = True
        elif self._clients[end]:
            self._clients[end] = False
            self.trips += 1
        self._under_way.append((monotonic() + self._delay, self._other[end], data))


@contextmanager
def line_to(url: str, delay: float) -> Iterator[Line]:
    """A line to the server of `url`, which listens on a Unix socket; everything takes `delay` seconds each way."""
    direct = make_url(url)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        through = direct.set(host="127.0.0.1", port=listening.getsockname()[1], query={})
        path = f"{direct.query['host']}/.s.PGSQL.5432"
        line = Line(listening, through.render_as_string(hide_password=False), path, delay)
        thread = threading.Thread(target=line.run)
        thread.start()
        try:
            yield line
        finally:
            line.end()
            thread.join()
