"""Answers that go on: whoever waits to be told of something costs the loop a connection, and no thread.

A page asks for it by `hold`, where this server serves it; other servers, those of tests among them, have no such thing,
and the page answers at once.
"""

from collections.abc import Callable
from typing import Any

Send = Callable[[bytes], None]
"""Sends some bytes more of the answer, from any thread, and never waits; after it has ended, nothing."""
Began = Callable[[Send], Callable[[], None]]
"""Called in the loop once the answer has begun; gives what is called when it has ended, however it did."""
HOLD = "cauce.hold"
LASTS = 300.0
"""Seconds after which it ends, for its client to ask again: who it is, and what they may, is then looked at anew."""
BEAT, BEATS = b":\n\n", 20.0
"""A comment of an event stream, and the seconds without anything after which it is sent: proxies cut off who is silent
for longer, and who has gone is found out by it."""
BEHIND = 64 * 1024  # bytes that a client has not taken; one with more is let go


def may_hold(environ: dict[str, Any]) -> bool:
    """Whether the server of this request can go on with its answer after it was made."""
    return HOLD in environ


def hold(environ: dict[str, Any], began: Began) -> None:
    """Have the answer to this request go on after it was made; only where `may_hold`."""
    environ[HOLD](began)
