"""Files that are made as they are asked for and may be long: whole on the server before any of it is sent.

Whoever is slow to take one keeps nobody's transaction open, what fails on the way is a page that says so and not half a
file, and however long it is, it takes no more memory than a short one.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile

from flask import Response

IN_MEMORY = 4 * 1024 * 1024
"""Bytes that wait in memory; a file that is longer waits on the disk."""
SHARE = 64 * 1024


def download(pieces: Iterable[bytes], mimetype: str, name: str) -> Response:
    """A file of these pieces, always as a download. Raises what `pieces` raise."""
    with ExitStack() as stack:
        file = stack.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
        for piece in pieces:  # `writelines` would look at the size only behind the last
            file.write(piece)
        stack.pop_all()
    response = Response(_shares(file), mimetype=mimetype)
    response.content_length = file.tell()
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _shares(file: SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
    """The file from its beginning, and no more of it."""
    with file:
        file.seek(0)
        while share := file.read(SHARE):
            yield share
