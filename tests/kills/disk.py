"""A disk that a run may fill up: a file system of its own, in memory, whose size can be changed under whoever writes.

Only who may mount has one: root, or anybody by ``unshare --map-root-user --mount python -m tests.kills --on sqlite``
(PostgreSQL refuses to be anybody's root). The others have the limit of a file's size, which is another error: EFBIG.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOM = 4 * 1024**3  # bytes at most; what is not written takes none


@dataclass(frozen=True, slots=True)
class Disk:
    """A file system at `place`."""

    place: Path

    def fill(self) -> None:
        """Let nothing more find room on it: ENOSPC."""
        while not self._resize(self._used()):  # somebody has written meanwhile, and less than there is it cannot have
            pass

    def free(self) -> None:
        """Let there be room again."""
        assert self._resize(ROOM)

    def _used(self) -> int:
        found = os.statvfs(self.place)
        return (found.f_blocks - found.f_bfree) * found.f_frsize

    def _resize(self, size: int) -> bool:
        return _run("mount", "-o", f"remount,size={size}", str(self.place))


@contextmanager
def own_disk(place: Path) -> Iterator[Disk | None]:
    """A disk at `place`, a folder with nothing in it, while the block runs; None where this process may have none."""
    mounted = _run("mount", "-t", "tmpfs", "-o", f"size={ROOM}", "cauce-kills", str(place))
    try:
        yield Disk(place) if mounted else None
    finally:
        if mounted:
            _run("umount", "--lazy", str(place))


def _run(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
