"""How long to wait before trying again. Pure."""

import hashlib
from datetime import timedelta

FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=4)
UTMOST = 1.2 * LONGEST
"""How long anything waits at most, spread included; longer also than any lease (`CAUCE_TAKEOVER_SECONDS`)."""
LIMIT = 12  # with the waits above some twelve hours: a server that is down for a night is waited for


def wait(key: str, attempt: int) -> timedelta:
    """How long to wait after the failed `attempt` (from 1) at `key`: doubled each time, up to a longest wait.

    Spread by up to a fifth either way, so that what failed together does not come back together. The spread follows
    from key and attempt alone: a test, or a person with a log, can work it out.
    """
    doubled = min(FIRST * (1 << min(attempt - 1, LIMIT)), LONGEST)
    draw = int.from_bytes(hashlib.sha256(f"{key}#{attempt}".encode()).digest()[:8]) / (1 << 64)
    return doubled * (0.8 + 0.4 * draw)
