"""How long requests took, by route and status, added up over all processes that serve one address.

The numbers stand in memory that the processes share since they were forked, a share of it for each: nobody waits for
anybody, nothing is lost when one dies and its share goes on with the next, and whichever is asked adds all of them up.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from mmap import mmap
from threading import Lock
from typing import NamedTuple

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
_WIDTH = len(BOUNDS) + 2  # a counter for each bucket, one for what took longer, and the sum of seconds


class Series(NamedTuple):
    """Of one route and class of status: requests that took at most each bound, all of them, and their seconds."""

    route: str
    status: str
    counts: tuple[int, ...]
    total: int
    seconds: float


class Latencies:
    """Of `routes`, with `shares` for so many processes. `share` is which of them this process writes to."""

    def __init__(self, routes: Sequence[str], shares: int = 1) -> None:
        self._routes = {route: number for number, route in enumerate(routes)}
        self._size = len(routes) * len(CLASSES) * _WIDTH
        self._shares = shares
        self._numbers = memoryview(mmap(-1, 8 * self._size * shares)).cast("d")
        self._lock = Lock()
        self.share = 0

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Count a request; one of a route that these were not made with goes with the first."""
        kind = (self._routes.get(route, 0) * len(CLASSES) + status // 100 - 1) * _WIDTH
        at = self.share % self._shares * self._size + kind
        with self._lock:
            self._numbers[at + bisect_left(BOUNDS, seconds)] += 1
            self._numbers[at + _WIDTH - 1] += seconds

    def series(self) -> Iterator[Series]:
        """Everything that was counted, over all processes."""
        for route, number in self._routes.items():
            for place, status in enumerate(CLASSES):
                row = (number * len(CLASSES) + place) * _WIDTH
                own = [sum(self._numbers[s * self._size + row + i] for s in range(self._shares)) for i in range(_WIDTH)]
                total = int(sum(own[:-1]))
                if total:
                    below = tuple(int(sum(own[: i + 1])) for i in range(len(BOUNDS)))
                    yield Series(route, status, below, total, own[-1])
