"""Bytes that wait for somebody slow: few in memory, many in a file without a name."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile

IN_MEMORY = 256 * 1024
PIECE = 64 * 1024


class Spool:
    """What was appended and not yet dropped, in its order. Not thread-safe. Raises OSError where the disk is full."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 — closed by `close`
        self._from = self._to = 0

    def __len__(self) -> int:
        return self._to - self._from

    def append(self, data: bytes | bytearray | memoryview) -> None:
        """Put `data` at the end."""
        self._file.seek(self._to)
        self._file.write(data)
        self._to += len(data)

    def peek(self, most: int = PIECE) -> bytes:
        """The first bytes, at most so many; they stay."""
        self._file.seek(self._from)
        return self._file.read(min(most, len(self)))

    def drop(self, count: int) -> None:
        """Forget the first `count` bytes; the last ones take their place with them."""
        self._from += count
        if self._from == self._to and self._to:
            self.close()
            self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
            self._from = self._to = 0

    def pieces(self) -> Iterator[bytes]:
        """Everything, piece by piece, each dropped as it is given."""
        while piece := self.peek():
            self._from += len(piece)
            yield piece

    def close(self) -> None:
        """Give the memory or the file back."""
        self._file.close()
