"""Zips whose bytes follow from what is in them, and the stand-alone verifier as one: `verificar.pyz`."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

_WRITTEN = (2026, 1, 1, 0, 0, 0)
_NAME = "verifier"
_START = f"""
import sys

from {_NAME}.__main__ import main

sys.exit(main())
"""


def zipped(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of `entries` in the order of their names, all of one date: of equal entries it is equal bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(entries):
            archive.writestr(zipfile.ZipInfo(name, _WRITTEN), entries[name], compression)
    return target.getvalue()


def streamed(entries: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The same in pieces, in the order in which `entries` come: none of them is kept once it is written."""
    written = _Written()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name, _WRITTEN), content, zipfile.ZIP_DEFLATED)
            yield written.taken()
    yield written.taken()


class _Written(io.RawIOBase):
    """What was written and nobody has taken yet. It cannot be gone back in."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any, /) -> int:
        self._waiting += content
        return len(memoryview(content))

    def taken(self) -> bytes:
        """What was written since this was asked last."""
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken


def runnable(package: Traversable) -> bytes:
    """An archive that Python runs, of the sources of the verifier's package.

    It begins with a `__main__.py` that says what the package says of itself, and starts it: nothing is compressed, so
    that whoever opens the file reads it, and bytes do not depend on the release of a compressor.
    """
    sources = {each.name: each.read_bytes() for each in package.iterdir() if each.name.endswith(".py")}
    entries = {f"{_NAME}/{name}": source for name, source in sources.items()}
    return zipped(entries | {"__main__.py": sources["__init__.py"] + _START.encode()}, zipfile.ZIP_STORED)


@cache
def verifier() -> dict[str, bytes]:
    """What an evidence brings to be checked with: the verifier of this installation, and how to run it."""
    package = files("engine.verifier")
    return {"verificar.pyz": runnable(package), "LEEME.txt": (package / "LEEME.txt").read_bytes()}
