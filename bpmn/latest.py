"""What was worked out of bytes lately, so that the same bytes are not gone through again."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Latest(Generic[_T]):
    """The results of the latest bytes, by their digest: at most `most` of them, and of `most_bytes`. Thread-safe."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._kept: OrderedDict[bytes, tuple[int, _T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, parts: Iterable[bytes], size: int, make: Callable[[], _T]) -> _T:
        """What `make` makes of `parts`, unless it is among the latest. `size`: of how many bytes it keeps something."""
        digest = _digest(parts)
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
                return self._kept[digest][1]
        made = make()  # outside: two threads may make the same at once, and none waits for another's
        with self._lock:
            self._kept[digest] = size, made
            while len(self._kept) > self._most or sum(size for size, _ in self._kept.values()) > self._most_bytes:
                self._kept.popitem(last=False)
        return made

    def peek(self, parts: Iterable[bytes]) -> _T | None:
        """What was made of `parts`, where it is among the latest."""
        digest = _digest(parts)
        with self._lock:
            found = self._kept.get(digest)
        return None if found is None else found[1]


def _digest(parts: Iterable[bytes]) -> bytes:
    """Of the parts and of where each ends."""
    whole = sha256()
    for part in parts:
        whole.update(b"%d:" % len(part))
        whole.update(part)
    return whole.digest()
