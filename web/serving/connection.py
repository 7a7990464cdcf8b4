"""A client's connection: what came of its request, and what of its answer it has not taken yet."""

import socket
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from threading import Lock
from time import monotonic

from web.serving.framing import Framing
from web.serving.held import Began
from web.serving.spool import PIECE, Spool

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class State(StrEnum):
    """What a connection waits for."""

    IDLE = "idle"  # for a request
    RECEIVING = "receiving"  # for the rest of one
    WORKING = "working"  # for a thread, which has it or will
    SENDING = "sending"  # for the client to take its answer
    HELD = "held"  # for something to be told; its answer has begun, and goes on
    LEAVING = "leaving"  # for the client to hear that this is over; what it still sends is dropped


class Connection:
    """One client. The loop of the process owns it, except in `State.WORKING`: then a thread does.

    `since`: when it came into its state; `active`: when it last moved in it (`time.monotonic`). `answering`: part of
    the answer to this request was made. `began` is given where the answer goes on (`web.serving.held`), `ended` is what
    it gave. To gunicorn's response it is the socket: `sendall` never waits for the client.
    """

    def __init__(self, sock: socket.socket, address: object, most: int) -> None:
        sock.setblocking(False)
        with suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = sock
        self.address = address
        self.server = sock.getsockname()
        self._most = most
        self._lock = Lock()
        self._rest = b""
        self._fresh = bytearray()
        self._unsent = Spool()
        self.broken = False
        self.keep = False
        self.watched = 0
        self.become(State.IDLE)
        self._begin()

    def _begin(self) -> None:
        self.framing = Framing(self._most)
        self.request = Spool()
        self.accepted = self.answering = self.chunked = False
        self.began: Began | None = None
        self.ended: Callable[[], None] | None = None

    def become(self, state: State) -> None:
        """Note what it waits for from now on."""
        self.state = state
        self.since = self.active = monotonic()

    def take(self, data: bytes) -> bool:
        """Take what came in of a request; whether that is whole now. What comes after it waits for `next_request`.

        Raises OSError where there is no room for it.
        """
        if data and self.state is State.IDLE:
            self.become(State.RECEIVING)
        self.active = monotonic()
        end = self.framing.feed(data)
        self.request.append(data if end is None else data[:end])
        if end is None:
            if self.framing.expects and not self.accepted:
                self.accepted = True
                self.sendall(CONTINUE)
                self.flush()
            return False
        self._rest = data[end:]
        return True

    def next_request(self) -> bool:
        """Wait for the next request; whether it is here already, whole."""
        self.request.close()
        self._begin()
        self.become(State.IDLE)
        rest, self._rest = self._rest, b""
        return bool(rest) and self.take(rest)

    def send(self, data: bytes) -> int:
        """What gunicorn says before it reads a body, which is here by then."""
        return len(data)

    def sendall(self, data: bytes) -> None:
        """Have `data` sent, now or when the client takes it. Raises OSError: the client has gone, the disk is full."""
        with self._lock:
            self._fresh += data
            if len(self._fresh) >= PIECE:
                self._push()

    def go_on(self, data: bytes) -> None:
        """Send more of an answer that goes on; without `data` its end. Raises OSError as `sendall` does."""
        self.sendall(b"%x\r\n%b\r\n" % (len(data), data) if self.chunked else data)
        self.flush()

    def flush(self) -> None:
        """Send what is ready and can be sent at once; nothing stays behind but what `unsent` counts. Raises OSError."""
        with self._lock:
            self._push()

    @property
    def unsent(self) -> int:
        """How many bytes of the answer the client has not taken."""
        return len(self._unsent) + len(self._fresh)

    def _push(self) -> None:
        try:
            while self._unsent:
                sent = self.sock.send(self._unsent.peek())
                self._unsent.drop(sent)
                self.active = monotonic()
            while self._fresh:
                sent = self.sock.send(self._fresh)
                del self._fresh[:sent]
                self.active = monotonic()
        except BlockingIOError:
            self._unsent.append(self._fresh)
            self._fresh.clear()
        except OSError:
            self.broken = True
            raise

    def end(self) -> None:
        """Tell whoever went on with its answer that nobody takes it any more."""
        if self.ended is not None:
            self.ended()
            self.ended = None

    def hang_up(self) -> None:
        """Say that nothing more is sent."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)
        self.become(State.LEAVING)

    def close(self) -> None:
        """Close it, whatever it waits for."""
        self.end()
        self.sock.close()
        self.request.close()
        self._unsent.close()
