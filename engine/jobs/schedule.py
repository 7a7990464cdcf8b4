"""When a job runs by itself. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many seconds: a divisor of 60, or whole minutes that divide an hour."""

    seconds: int

    def first(self, at: datetime, zone: ZoneInfo) -> datetime:
        """When a worker that starts at `at` runs it first: now, for what fell due while nobody worked."""
        return at

    def following(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The next time after `at`, in UTC."""
        return at + timedelta(seconds=self.seconds)

    def cron(self, at: datetime, zone: ZoneInfo) -> str:
        """The same as cron says it; a sixth field counts seconds."""
        if self.seconds < 60:
            return f"* * * * * */{self.seconds}"
        return f"*/{self.seconds // 60} * * * *"


@dataclass(frozen=True, slots=True)
class Nightly:
    """Once a day, at this hour where people read the time."""

    hour: int

    def first(self, at: datetime, zone: ZoneInfo) -> datetime:
        """When a worker that starts at `at` runs it first: the next night."""
        return self.following(at, zone)

    def following(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The next time after `at`, in UTC."""
        local = at.astimezone(zone)
        tonight = local.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        if tonight <= local:
            tonight += timedelta(days=1)
        return tonight.astimezone(UTC)

    def cron(self, at: datetime, zone: ZoneInfo) -> str:
        """The same as cron says it, which counts in UTC: right until the offset changes and the worker starts anew."""
        return f"0 {self.following(at, zone).hour} * * *"


Schedule = Every | Nightly
