"""The clock of all processes of a run: the machine's, shifted by what a file says, which a test may change."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import engine.clock

BEGIN = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)  # a Tuesday, nine in the morning in Mexico City


class SharedClock:
    """Says `BEGIN` when it is made, and goes on from there; `step` sets it for every process at once.

    Set back and forth within `SPAN` of where it would be otherwise: checkpoints take an hour for what clocks may
    differ by (`engine.history.timestamps.APART`), and what is further back is a finding, as it should be.
    """

    SPAN = timedelta(minutes=50)

    def __init__(self, file: Path) -> None:
        self.file = file
        self._base = BEGIN - datetime.now(UTC)
        self.step(timedelta())

    def step(self, by: timedelta) -> None:
        """Be so far ahead of where it would be otherwise."""
        whole = self.file.with_suffix(".new")
        whole.write_text(str((self._base + by).total_seconds()))
        whole.replace(self.file)

    def __call__(self) -> datetime:
        return read(self.file)

    @property
    def prelude(self) -> str:
        """What a process does first, so that this is its clock."""
        return f"from tests.kills.clock import follow; follow({str(self.file)!r})"


def read(file: Path) -> datetime:
    """What the clock says that is kept in `file`."""
    return datetime.now(UTC) + timedelta(seconds=float(file.read_text()))


def follow(file: str) -> None:
    """Have the program that is loaded after this take its time from there."""
    engine.clock.system_clock = lambda: read(Path(file))
