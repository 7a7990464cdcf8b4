"""Time: an argument of every command, never looked up inside one. It has one text form, so that hashes are stable."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The time now, in UTC. Only composition roots (`web`) hand it on."""
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    """Write `moment` as UTC with microseconds, e.g. ``2026-11-24T04:06:35.000000Z``. Raises ValueError if naive."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return _text(moment if moment.tzinfo is UTC else moment.astimezone(UTC))


@lru_cache(maxsize=1024)
def from_text(text: str) -> datetime:
    """Read what `to_text` wrote. Raises ValueError."""
    return datetime.fromisoformat(text)


# A command writes and reads the same few moments again and again. In UTC only: two moments of another zone may be equal
# to Python and an hour apart, on the night when its clocks are put back.
@lru_cache(maxsize=1024)
def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")[: -len("+00:00")] + "Z"
