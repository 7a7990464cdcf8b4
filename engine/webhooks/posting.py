"""Posts to an address that somebody subscribed: one request, to the very number that was looked at, within a time.

No redirect is followed, no proxy asked, nothing of the answer read but its status and when to come back.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from engine.setting_parts.networks import Network
from engine.webhooks.addresses import numbers_of, port_of

T = TypeVar("T")
LONGEST_PAUSE = timedelta(hours=4)
"""The longest that a receiver's word on when to come back is waited for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `pause` is how long the receiver asks to be left alone, None where it does not."""

    status: int
    reason: str
    pause: timedelta | None


class NoAnswer(OSError):
    """Nothing came back in time."""


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    networks: Sequence[Network],
    *,
    timeout: float,
    at: datetime,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    """Post `body`; gives what came back, whatever its status. `timeout`, in seconds, is for all of it: a receiver that
    says a byte now and then does not hold it up. `trust` is whom to believe of TLS, in the place of the system's own.

    Raises ForbiddenAddress, OSError, HTTPException.
    """
    parts = urlsplit(url)
    opened: list[socket.socket] = []

    def ask() -> Answer:
        connected = _connected(parts, numbers_of(parts, networks), timeout, opened, trust)
        connection = HTTPConnection(parts.hostname or "", port_of(parts), timeout=timeout)
        connection.sock = connected
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, {**headers, "Host": parts.netloc, "Connection": "close"})
        answer = connection.getresponse()
        reason = "".join(char for char in answer.reason or "" if char.isprintable())[:100]
        return Answer(answer.status, reason, _pause(answer.getheader("Retry-After"), at))

    try:
        return _within(timeout, ask)
    finally:
        for each in opened:
            _end(each)


def _connected(
    parts: SplitResult,
    numbers: Sequence[str],
    timeout: float,
    opened: list[socket.socket],
    trust: ssl.SSLContext | None,
) -> socket.socket:
    """A connection to the first of `numbers` that takes one; whatever is opened is in `opened`."""
    refused: OSError | None = None
    for number in numbers:
        try:
            plain = socket.create_connection((number, port_of(parts)), timeout=timeout)
        except OSError as error:
            refused = error
            continue
        opened.append(plain)
        if parts.scheme == "http":
            return plain
        context = trust or ssl.create_default_context()
        secured = context.wrap_socket(plain, server_hostname=parts.hostname, do_handshake_on_connect=False)
        opened.append(secured)
        secured.do_handshake()
        return secured
    raise refused or NoAnswer("no address")


def _within(timeout: float, ask: Callable[[], T]) -> T:
    """What `ask` gives, in a thread that is left to itself after `timeout` seconds: nothing else ends a look-up of a
    name, and an answer that comes byte by byte is always about to go on. Raises what `ask` does, NoAnswer."""
    came: list[T] = []
    raised: list[Exception] = []

    def run() -> None:
        try:
            came.append(ask())
        except Exception as error:
            raised.append(error)

    thread = threading.Thread(target=run, name="cauce-webhook", daemon=True)
    thread.start()
    thread.join(timeout)
    if came:
        return came[0]
    if raised:
        raise raised[0]
    raise NoAnswer(f"no answer within {timeout:g} s")


def _end(opened: socket.socket) -> None:
    with suppress(OSError):  # it was ended from the other side, or is another one's since (TLS)
        opened.shutdown(socket.SHUT_RDWR)
    opened.close()


def _pause(said: str | None, at: datetime) -> timedelta | None:
    """How long a ``Retry-After`` asks for: seconds, or a moment (RFC 9110, 10.2.3)."""
    if said is None:
        return None
    text = said.strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST_PAUSE)
    try:
        until = parsedate_to_datetime(text)
        pause = until - at
    except (ValueError, TypeError, OverflowError):  # no moment, or one without a zone
        return None
    return max(timedelta(), min(pause, LONGEST_PAUSE))
