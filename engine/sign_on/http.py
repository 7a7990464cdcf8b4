"""Asking a provider: never for long, never for much, and nowhere else than where it said."""

import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

from authlib.integrations.requests_client import OAuth2Session
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as Unreachable
from requests.exceptions import ReadTimeout

from engine.sign_on.errors import ProviderUnreachable

CONNECT, READ = 3.05, 5.0  # seconds until it lets us in, and without a byte of its answer
WHOLE = 8.0  # seconds that all of a sign-on may take of it
TURN = 1.0  # seconds that one waits to be among those who ask
MOST = 1024 * 1024  # bytes of an answer
AT_ONCE, WAITING = 3, 2
"""How many may ask a provider at the same time in one process, and wait to be among those. Of its eight threads the
others serve everybody who is here already, also while it hangs and somebody presses the button all day."""
PIECE = 64 * 1024

Answer = TypeVar("Answer")
_turns = threading.BoundedSemaphore(AT_ONCE)
_callers = threading.BoundedSemaphore(AT_ONCE + WAITING)


def bounded(url: str, ask: Callable[[], Answer]) -> Answer:
    """What `ask` gives, which asks a provider at `url`; whoever waits for it goes on after `WHOLE` seconds, whatever it
    does. Raises ProviderUnreachable, also where as many as may ask or wait already do; and what `ask` does.
    """
    callers = _callers
    if not callers.acquire(blocking=False):
        raise ProviderUnreachable(url=url, reason="timed out")
    try:
        return _in_turn(url, ask)
    finally:
        callers.release()


def _in_turn(url: str, ask: Callable[[], Answer]) -> Answer:
    """In a thread of its own: an answer whose headers come byte by byte keeps every time-out of a connection. Whoever
    was given up counts among those who ask until it ends."""
    turns = _turns
    if not turns.acquire(timeout=TURN):
        raise ProviderUnreachable(url=url, reason="timed out")
    found: Future[Answer] = Future()

    def run() -> None:
        try:
            found.set_result(ask())
        except BaseException as error:
            found.set_exception(error)
        finally:
            turns.release()

    Thread(target=run, name="provider", daemon=True).start()
    try:
        return found.result(WHOLE)
    except TimeoutError as error:
        raise ProviderUnreachable(url=url, reason="timed out") from error


class Bounded(HTTPAdapter):
    """Requests, with a bound on all of an answer: its own time-outs begin anew with every byte."""

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        """See requests. The authorities that this machine trusts count, a company's own among them."""
        super().init_poolmanager(*given, **named, ssl_context=ssl.create_default_context())

    def send(self, request: PreparedRequest, *given: Any, **named: Any) -> Response:
        """See requests. Raises what it does; its ReadTimeout and ConnectionError for too slow and too much."""
        until = monotonic() + WHOLE
        named |= {"stream": True, "timeout": (CONNECT, READ)}
        response = super().send(request, *given, **named)
        content = bytearray()
        try:
            for piece in response.iter_content(PIECE):
                content += piece
                if monotonic() > until:
                    raise ReadTimeout("timed out", request=request)
                if len(content) > MOST:
                    raise Unreachable(f"more than {MOST} bytes", request=request)
        finally:
            response.close()
        response._content = bytes(content)
        return response


def session(client_id: str, client_secret: str, **metadata: Any) -> OAuth2Session:
    """A session with a provider that knows us by that id and secret."""
    made = OAuth2Session(client_id, client_secret, **metadata)
    for scheme in ("https://", "http://"):
        made.mount(scheme, Bounded())
    made.auth = _as_it_is  # or the machine's .netrc would be asked for a password
    return made


def _as_it_is(request: PreparedRequest) -> PreparedRequest:
    return request
