"""A directory outside, for what must be kept where nobody who has the database can change it: one file per letter.

A file is there whole or not at all, and is never written over: whoever comes a second time finds its own, and another
one in its place is told.
"""

import hashlib
import os
from base64 import b64decode
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from engine.notifications.delivery import DeliveryFailed, Letter
from engine.notifications.record import Receipt

WRITTEN, THERE = "written", "there already"


class Folder:
    """Writes letters into one directory, which must be there: under a share that is not mounted nothing is made."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, letter: Letter, at: datetime) -> Receipt:
        """Write the file of one letter; gives whether it was there already.

        Raises DeliveryFailed, for good where a file of that name says something else.
        """
        name, content = str(letter.payload["file"]), b64decode(str(letter.payload["content"]))
        target = self._path / name
        try:
            said = WRITTEN if self._write(target, content) else THERE
            if said == THERE and target.read_bytes() != content:
                raise DeliveryFailed(f"{target}: another content", permanent=True)
        except OSError as error:
            raise DeliveryFailed(f"{self._path}: {error.strerror or error}", unreachable=True) from error
        return Receipt((str(target),), str(self._path), said, hashlib.sha256(content).hexdigest())

    def _write(self, target: Path, content: bytes) -> bool:
        """Whether it was written; not so where there is a file of that name."""
        beside = self._path / f".{target.name}.{os.getpid()}"
        try:
            with beside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.link(beside, target)  # unlike a rename it puts nothing in the place of what is there
        except FileExistsError:
            return False
        finally:
            with suppress(OSError):
                beside.unlink()
        folder = os.open(self._path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return True
