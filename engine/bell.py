"""A bell that one process rings and another one hears, for processes that are forked from one."""

import os
import select
from contextlib import suppress


class Bell:
    """As `threading.Event`, across processes: whoever is forked after it was made shares it.

    A pipe, and no lock: whoever is killed while ringing keeps nobody from going on. One of those who wait hears it.
    """

    def __init__(self) -> None:
        self._heard, self._rung = os.pipe()
        os.set_blocking(self._heard, False)
        os.set_blocking(self._rung, False)

    def set(self) -> None:
        """Ring; nobody need listen."""
        with suppress(BlockingIOError):  # it has been rung so often that it is full
            os.write(self._rung, b".")

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it rings, for so many seconds at most; whether it did."""
        poll = select.poll()
        poll.register(self._heard, select.POLLIN)
        return bool(poll.poll(None if timeout is None else timeout * 1000))

    def clear(self) -> None:
        """Forget that it rang."""
        with suppress(BlockingIOError):
            while os.read(self._heard, 4096):
                pass

    def close(self) -> None:
        """Give its descriptors back."""
        os.close(self._heard)
        os.close(self._rung)
