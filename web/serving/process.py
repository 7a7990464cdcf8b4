"""One process of the server: a loop that reads and sends for everybody, and threads that do whole requests.

Who has sent nothing, half a request, or takes its answer slowly, costs the loop a file descriptor and no thread. Where
descriptors run out, whoever has waited longest for itself is let go for whoever comes.
"""

import os
import resource
import selectors
import signal
import socket
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

from gunicorn.http import RequestParser, wsgi
from gunicorn.http.errors import NoMoreData, ParseException
from gunicorn.workers.base import Worker

from web.serving.answers import FAULT, FULL, SLOW, STOPPING, TOO_LARGE, UNCLEAR
from web.serving.connection import Connection, State
from web.serving.held import BEAT, BEATS, BEHIND, HOLD, LASTS, Began
from web.serving.spool import PIECE

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
KEPT = 75.0
"""Seconds that a connection may wait for a request: longer than proxies keep theirs, or they send into a closed one."""
SILENT, LONGEST = 30.0, 900.0
"""Seconds without a byte of a request that has begun, and all that it may take to come."""
TAKING = 60.0  # seconds without the client taking a byte of its answer
LEAVING = 5.0  # seconds without a byte until who was told that it is over has to be gone
LINGER = 1.0  # seconds in which a process that stops still answers, that it does, on connections that are kept
HALF = 10.0  # seconds that it waits for the rest of a request that has begun
SPARE = 256  # descriptors for everything but clients
ON_DISK = 4 * 1024**3  # bytes of requests that have not come to their end, in one process
MONITORS = (b"GET /healthz ", b"GET /readyz ")
"""What begins a request that waits for no thread behind people's: those may all wait for a database that hangs."""
LINE = max(map(len, MONITORS))
UNREAD = 64 * 1024  # of a body that a page did not look at; more ends the connection


class SiteProcess(Worker):  # type: ignore[misc]  # gunicorn says no types
    """Gunicorn starts it in a process of its own; `cfg.site` (`web.serving.server.Config`) says what it serves."""

    def init_process(self) -> None:
        """See gunicorn."""
        most, _ = _raise_limit()
        self._most_clients = max(16, (most - SPARE) // 2)  # a client may have a file beside its connection
        self._connections: set[Connection] = set()
        self._done: deque[tuple[Connection, bool]] = deque()
        self._more: deque[tuple[Connection, bytes]] = deque()
        self._pool = ThreadPoolExecutor(self.cfg.threads, thread_name_prefix="request")
        self._for_monitors = ThreadPoolExecutor(4, thread_name_prefix="monitor")
        self._poller = selectors.DefaultSelector()
        self._stopped_at: float | None = None
        self._tidied = monotonic()
        super().init_process()

    def init_signals(self) -> None:
        """End gracefully by Ctrl-C too, which every process of a terminal hears."""
        super().init_signals()
        signal.signal(signal.SIGINT, self.handle_exit)

    def handle_quit(self, sig: int, frame: object) -> None:
        """End at once: whatever was being done was not acknowledged, and the database undoes it."""
        os._exit(0)

    def run(self) -> None:
        """Serve until the process is told to stop, and then end what was begun."""
        for listener in self.sockets:
            listener.setblocking(False)
            self._poller.register(listener, READ)
        self._poller.register(self.PIPE[0], READ)
        while self._stopped_at is None or self._connections:
            self.notify()
            for key, mask in self._poller.select(0.1 if self._stopped_at else 1.0):
                if isinstance(key.data, Connection):
                    self._move(key.data, mask)
                elif key.fd == self.PIPE[0]:
                    _drain(self.PIPE[0])
                else:
                    self._accept(key.fileobj)
            while self._done:
                self._answered(*self._done.popleft())
            while self._more:
                self._go_on(*self._more.popleft())
            self._tidy()
        self._refuse_the_last()
        self._pool.shutdown()
        self._for_monitors.shutdown()

    def _accept(self, listener: Any) -> None:
        try:
            sock, address = listener.accept()
        except BlockingIOError:  # another process was faster
            return
        except OSError:  # the client is gone already; or there is no descriptor, until somebody gives one back
            sleep(0.001)
            return
        if len(self._connections) >= self._most_clients:
            self._let_go()
        connection = Connection(sock, address, self.cfg.site.most)
        self._connections.add(connection)
        self._watch(connection, READ)

    def _let_go(self) -> None:
        waiting = [each for each in self._connections if each.state is not State.WORKING]
        if waiting:
            self._close(min(waiting, key=lambda each: each.since))

    def _move(self, connection: Connection, mask: int) -> None:
        """Go on with a connection that can be read or written."""
        if mask & WRITE:
            try:
                connection.flush()
            except OSError:
                self._close(connection)
                return
            if not connection.unsent:
                if connection.state is State.HELD:
                    self._watch(connection, READ)
                else:
                    self._sent(connection)
        if mask & READ and connection in self._connections:
            self._receive(connection)

    def _receive(self, connection: Connection) -> None:
        try:
            data = connection.sock.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data or connection.state is State.HELD:  # who is told things says nothing until that is over
            self._close(connection)
        elif connection.state is State.LEAVING:
            connection.active = monotonic()
        else:
            self._take(connection, data)

    def _take(self, connection: Connection, data: bytes) -> None:
        try:
            whole = connection.take(data)
        except OSError:
            self._refuse(connection, FULL)
            return
        if connection.framing.cut and connection.framing.chunked:
            self._refuse(connection, TOO_LARGE)
        elif whole:
            self._give(connection)
        elif len(connection.request) > PIECE and self._on_disk() > ON_DISK:
            self._refuse(connection, FULL)

    def _on_disk(self) -> int:
        return sum(len(each.request) for each in self._connections if each.state is State.RECEIVING)

    def _give(self, connection: Connection) -> None:
        """Give a whole request to a thread; after the process was told to stop, only one that had begun before."""
        if self._stopped_at is not None and connection.since > self._stopped_at:
            self._refuse(connection, STOPPING)
            return
        self._watch(connection, 0)
        connection.become(State.WORKING)
        pool = self._for_monitors if connection.request.peek(LINE).startswith(MONITORS) else self._pool
        pool.submit(self._work, connection)

    def _work(self, connection: Connection) -> None:
        """In a thread: do the request, and give the connection back to the loop."""
        keep = False
        try:
            keep = self._do(connection)
        except (ParseException, NoMoreData):
            self._say(connection, UNCLEAR)
        except OSError:  # the client has gone
            connection.broken = True
        except Exception:
            self.log.exception("the site failed outside of its pages")
            if not connection.answering:
                self._say(connection, FAULT)
        finally:
            self._done.append((connection, keep))
            self._wake()

    def _wake(self) -> None:
        with suppress(OSError):  # full: then it wakes already
            os.write(self.PIPE[1], b".")

    def _do(self, connection: Connection) -> bool:
        """Whether the connection can be kept. Raises what gunicorn's parser does; OSError: the client has gone."""
        parser = RequestParser(self.cfg, connection.request.pieces(), connection.address)
        request = next(parser)
        response, environ = wsgi.create(request, connection, connection.address, connection.server, self.cfg)
        response.version = "Cauce"
        environ["wsgi.multithread"] = True
        began: list[Began] = []
        environ[HOLD] = began.append
        if not self.alive or connection.framing.cut:  # the page sees how long the body is, and does not ask for it
            response.force_close()
        parts = self.wsgi(environ, response.start_response)
        try:
            for part in parts:
                response.write(part)
                connection.answering = True
            if began:
                connection.began, connection.chunked = began[0], response.is_chunked()
            else:
                response.close()
        finally:
            if hasattr(parts, "close"):
                parts.close()
        connection.flush()
        if began or response.should_close():
            return False
        read = parser.finish_body(max_bytes=UNREAD)
        return read and not parser.unreader.take_buffered() and not len(connection.request)

    def _answered(self, connection: Connection, keep: bool) -> None:
        """Go on with a connection whose answer is made: send what is left of it, then wait for the next request."""
        connection.keep = keep
        if connection.broken:
            self._close(connection)
        elif connection.began is not None and connection.ended is None:
            self._hold(connection, connection.began)
        elif connection.unsent:
            connection.become(State.SENDING)
            self._watch(connection, WRITE)
        else:
            self._sent(connection)

    def _hold(self, connection: Connection, began: Began) -> None:
        """Have the answer go on: it is sent as it comes, and whoever leaves is noticed."""

        def send(data: bytes) -> None:
            self._more.append((connection, data))
            self._wake()

        connection.become(State.HELD)
        self._watch(connection, READ | (WRITE if connection.unsent else 0))
        connection.ended = began(send)

    def _go_on(self, connection: Connection, data: bytes) -> None:
        if connection.state is not State.HELD or connection not in self._connections:
            return
        try:
            connection.go_on(data)
        except OSError:
            self._close(connection)
            return
        if connection.unsent > BEHIND:
            self._close(connection)
        else:
            self._watch(connection, READ | (WRITE if connection.unsent else 0))

    def _end(self, connection: Connection) -> None:
        """End an answer that went on, as one that is whole."""
        connection.end()
        try:
            if connection.chunked:
                connection.go_on(b"")
        except OSError:
            self._close(connection)
            return
        connection.began = None
        connection.become(State.SENDING)
        self._answered(connection, keep=False)

    def _sent(self, connection: Connection) -> None:
        if connection.keep:
            try:
                whole = connection.next_request()
            except OSError:
                self._close(connection)
                return
            self._watch(connection, READ)
            if whole:
                self._give(connection)
        else:
            connection.hang_up()
            self._watch(connection, READ)

    def _refuse(self, connection: Connection, why: str) -> None:
        """Say in a few words why this goes no further, and end the connection."""
        self._say(connection, why)
        connection.become(State.SENDING)
        self._answered(connection, keep=False)

    def _say(self, connection: Connection, why: str) -> None:
        try:
            connection.sendall(self.cfg.site.answers[why])
            connection.flush()
        except OSError:
            connection.broken = True

    def _watch(self, connection: Connection, mask: int) -> None:
        if mask == connection.watched:
            return
        if not mask:
            self._poller.unregister(connection.sock)
        elif connection.watched:
            self._poller.modify(connection.sock, mask, connection)
        else:
            self._poller.register(connection.sock, mask, connection)
        connection.watched = mask

    def _close(self, connection: Connection) -> None:
        self._watch(connection, 0)
        self._connections.discard(connection)
        connection.close()

    def _tidy(self) -> None:
        """Let go of whoever keeps us waiting too long, and notice that it is time to stop."""
        now = monotonic()
        if self.ppid != os.getppid():
            self.alive = False
        if self._stopped_at is None and not self.alive:
            self._stopped_at = now
        if self._stopped_at is None and now - self._tidied < 1.0:
            return
        self._tidied = now
        for connection in list(self._connections):
            if now > self._patience(connection):
                if connection.state is State.RECEIVING:
                    self._refuse(connection, SLOW)
                elif connection.state is State.HELD:
                    self._end(connection)
                else:
                    self._close(connection)
            elif connection.state is State.HELD and now > connection.active + BEATS:
                self._go_on(connection, BEAT)

    def _patience(self, connection: Connection) -> float:
        """Until when it may wait for itself."""
        stop = self._stopped_at
        match connection.state:
            case State.IDLE:
                return connection.since + KEPT if stop is None else stop + LINGER
            case State.RECEIVING:
                until = min(connection.active + SILENT, connection.since + LONGEST)
                return until if stop is None else min(until, stop + HALF)
            case State.SENDING:
                return connection.active + TAKING
            case State.HELD:
                return connection.since + LASTS if stop is None else stop
            case State.LEAVING:
                return min(connection.active + LEAVING, connection.since + TAKING)
        return float("inf")

    def _refuse_the_last(self) -> None:
        """Tell those who came while the last requests ended that the process stops; closing would only cut them off."""
        for listener in self.sockets:
            with suppress(OSError):
                while True:
                    sock, _ = listener.accept()
                    with suppress(OSError), sock:
                        sock.send(self.cfg.site.answers[STOPPING])
                        sock.shutdown(socket.SHUT_WR)
            listener.close()


def _drain(pipe: int) -> None:
    with suppress(BlockingIOError):
        while os.read(pipe, 4096):
            pass


def _raise_limit() -> tuple[int, int]:
    """Have as many descriptors as the system lets this process have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return soft, hard
