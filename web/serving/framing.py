"""Where a request ends, while it is still coming in.

This decides only when a request is whole enough to be given to a thread. What it says is decided by gunicorn's parser,
which sees the bytes up to here and nothing after them: where the two differ the connection ends with the answer, so
nothing can hide a second request in a first one. Whatever looks odd is called whole, for the parser to refuse.
"""

import re
from collections.abc import Callable

HEAD_MOST = 64 * 1024
LINE_MOST = 8 * 1024
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*(\d{1,15})[ \t]*(?=\r\n)", re.IGNORECASE)
_CODED = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)


class Framing:
    """One request. `most`: the bytes that its body may have.

    `expects`: the client waits to be told that it may send the body. `cut`: the body is longer than `most`, and is not
    taken. `chunked`: nobody knew that before it came.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._head = bytearray()
        self._body: Callable[[bytes], int | None] | None = None
        self.expects = False
        self.cut = False
        self.chunked = False

    def feed(self, data: bytes) -> int | None:
        """Take what came next. How many bytes of it belong to this request, once that is whole; else None."""
        if self._body is not None:
            return self._body(data)
        before = len(self._head)
        self._head += data
        end = self._head.find(b"\r\n\r\n", max(0, before - 3))
        if end < 0:
            return len(data) if len(self._head) > HEAD_MOST else None
        end += 4
        self._body = self._body_of(bytes(self._head[:end]))
        ended = self._body(data[end - before :])
        return None if ended is None else end - before + ended

    def _body_of(self, head: bytes) -> Callable[[bytes], int | None]:
        self.expects = _EXPECTS.search(head) is not None
        if _CODED.search(head):
            self.chunked = True
            return _Chunks(self._most, self._cut_off)
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        if size > self._most:
            self._cut_off()
            size = 0
        return _Sized(size)

    def _cut_off(self) -> None:
        self.cut = True


class _Sized:
    def __init__(self, size: int) -> None:
        self._left = size

    def __call__(self, data: bytes) -> int | None:
        taken = min(self._left, len(data))
        self._left -= taken
        return None if self._left else taken


class _Chunks:
    """A body in chunks: lines with a size, each before so many bytes; after the empty one, trailers."""

    def __init__(self, most: int, cut_off: Callable[[], None]) -> None:
        self._most, self._cut_off = most, cut_off
        self._line = bytearray()
        self._skip = self._seen = 0
        self._trailing = False

    def __call__(self, data: bytes) -> int | None:
        at = 0
        while at < len(data):
            if self._skip:
                step = min(self._skip, len(data) - at)
                self._skip, at = self._skip - step, at + step
                continue
            end = data.find(b"\n", at)
            piece = data[at:] if end < 0 else data[at : end + 1]
            self._line += piece
            at += len(piece)
            if end < 0 and len(self._line) <= LINE_MOST:
                return None
            if end < 0 or self._ends(bytes(self._line).strip()):
                return at
            self._line.clear()
        return None

    def _ends(self, line: bytes) -> bool:
        """Whether the request ends with this line; one that cannot be read ends it as well."""
        self._seen += len(self._line)
        if self._trailing:
            return not line or self._seen > self._most
        size = line.partition(b";")[0].strip()
        if re.fullmatch(rb"[0-9a-fA-F]{1,12}", size) is None:
            return True
        self._skip = int(size, 16)
        self._seen += self._skip
        if self._skip:
            self._skip += 2  # the line end behind it
        else:
            self._trailing = True
        if self._seen > self._most:
            self._cut_off()
            return True
        return False
