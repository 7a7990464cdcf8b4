"""The file of a backup: written whole or not at all, and read back before it counts."""

import errno
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from engine.backup.errors import BackupUnwritable, BadBackup
from engine.backup.tables import Described, described_from

FORMAT = 1
MANIFEST, CHECKPOINT, KEPT, KEYS, PRIVATE_KEY = (
    "manifest.json",
    "checkpoint.txt",
    "kept.txt",
    "keys.pem",
    "seal-key.pem",
)
DAMAGED = (zipfile.BadZipFile, EOFError, KeyError, TypeError, ValueError, NotImplementedError)
"""What reading a file that is no whole archive may raise."""
MOST = 512 * 1024 * 1024
"""The longest line that is read, in bytes: more than the largest file that is taken, as base64."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A table of an archive, with the number of its rows and the SHA-256 of its lines."""

    described: Described
    rows: int
    sha256: str


class Writer:
    """Writes an archive: table by table, texts, and in the end the manifest."""

    def __init__(self, target: zipfile.ZipFile) -> None:
        self._zip = target
        self._tables: list[dict[str, object]] = []

    def table(self, described: Described, lines: Iterable[bytes]) -> int:
        """Write the rows of a table; gives how many there are."""
        count, state = 0, hashlib.sha256()
        with self._zip.open(_place(described.name), "w", force_zip64=True) as file:
            for line in lines:
                count += 1
                state.update(line)
                file.write(line)
        told = {"name": described.name, "columns": described.columns, "key": described.key, "serial": described.serial}
        self._tables.append({**told, "rows": count, "sha256": state.hexdigest()})
        return count

    def text(self, name: str, content: bytes) -> None:
        """Write one of the texts beside the tables."""
        self._zip.writestr(name, content)

    def manifest(self, about: Mapping[str, object]) -> None:
        """Write what the archive holds, and `about` it."""
        told = {"format": FORMAT, **about, "tables": self._tables}
        self._zip.writestr(MANIFEST, json.dumps(told, ensure_ascii=False, indent=1))


class Reader:
    """Reads an archive. Raises BadBackup for whatever is not as the manifest says."""

    def __init__(self, path: Path, source: zipfile.ZipFile) -> None:
        self.path = path
        self._zip = source
        with self._told():
            self.about: dict[str, Any] = json.loads(source.read(MANIFEST))
            if self.about["format"] != FORMAT:
                raise ValueError(f"format {self.about['format']}")
            described = described_from(self.about["tables"])
            self.tables = [
                Stored(each, int(told["rows"]), str(told["sha256"]))
                for each, told in zip(described, self.about["tables"], strict=True)
            ]

    def lines(self, stored: Stored) -> Iterator[bytes]:
        """The lines of a table, of which there must be as many, with the digest, as the manifest says."""
        count, state = 0, hashlib.sha256()
        with self._told(), self._zip.open(_place(stored.described.name)) as file:
            while line := file.readline(MOST):
                count += 1
                state.update(line)
                yield line
            if (count, state.hexdigest()) != (stored.rows, stored.sha256):
                raise ValueError(stored.described.name)

    def text(self, name: str) -> bytes | None:
        """One of the texts beside the tables; None where there is none."""
        with self._told():
            return self._zip.read(name) if name in self._zip.namelist() else None

    def check(self) -> None:
        """Read all of it."""
        for stored in self.tables:
            for _line in self.lines(stored):
                pass

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (*DAMAGED, OSError) as error:
            raise BadBackup(path=str(self.path), reason=str(error) or type(error).__name__) from error


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Open a backup. Raises BadBackup."""
    try:
        source = zipfile.ZipFile(path)
    except (*DAMAGED, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadBackup(path=str(path), reason=reason) from error
    with source:
        yield Reader(path, source)


def write(path: Path, fill: Callable[[Writer], None]) -> int:
    """Write a backup and read all of it back; gives its size. It is there whole or not at all, and in no other's place.

    Where the system can, the file has no name until it is whole: whoever kills the program leaves nothing. Only its
    owner may read it, for it holds what the database does. Raises BackupUnwritable, BadBackup, and what `fill` raises.
    """
    if path.exists():
        raise BackupUnwritable(path=str(path), reason=os.strerror(errno.EEXIST), kind="exists")
    try:
        with _nameless(path) as (file, give_name):
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as target:
                fill(Writer(target))
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
            file.seek(0)
            with zipfile.ZipFile(file) as source:
                Reader(path, source).check()
            give_name()
    except OSError as error:
        raise BackupUnwritable(path=str(path), reason=error.strerror or str(error)) from error
    return size


@contextmanager
def _nameless(path: Path) -> Iterator[tuple[IO[bytes], Callable[[], None]]]:
    """A file in the folder of `path`, and what gives it that name once it is whole. Raises OSError."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        handle = _unnamed(path.parent)
        if handle is not None:
            with os.fdopen(handle, "w+b") as file:
                # With a folder given, Python follows the link in /proc to the file itself; without one it does not.
                yield file, lambda: os.link(f"/proc/self/fd/{handle}", path.name, dst_dir_fd=folder)
        else:
            with _hidden(path) as beside:
                yield beside
        os.fsync(folder)
    finally:
        os.close(folder)


def _unnamed(folder: Path) -> int | None:
    """A file without a name; None where the system, or the file system, knows none."""
    flag: int | None = getattr(os, "O_TMPFILE", None)
    try:
        return None if flag is None else os.open(folder, flag | os.O_RDWR, 0o600)
    except OSError:
        return None


@contextmanager
def _hidden(path: Path) -> Iterator[tuple[IO[bytes], Callable[[], None]]]:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        beside = Path(file.name)
        try:
            yield file, lambda: os.link(beside, path)
        finally:
            with suppress(OSError):
                beside.unlink()


def _place(table: str) -> str:
    return f"rows/{table}.jsonl"
