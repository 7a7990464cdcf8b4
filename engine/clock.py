"""Time: always given, never looked up inside a command. One text form, so that a hash over it is stable."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The time now, in UTC. Only composition roots (`web`) hand it on."""
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    """Write `moment` as UTC with microseconds, e.g. ``2026-11-24T04:06:35.000000Z``. Raises ValueError if naive."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[: -len("+00:00")] + "Z"


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote. Raises ValueError."""
    return datetime.fromisoformat(text)
