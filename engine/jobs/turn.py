"""Whose turn it is to do the jobs of a SQLite file, of all processes that have it open."""

import fcntl
import os
from pathlib import Path

from engine.db import Database
from engine.errors import StoreUnavailable


class Turn:
    """One process has it at a time; the system takes it from whoever ends, however that comes.

    The lock is on a file beside the database: SQLite has locks of its own on that, which end when anybody in the
    process closes the file. On PostgreSQL, where workers share the jobs, it is always one's turn.
    """

    def __init__(self, database: Database) -> None:
        file = database.file
        self._path = None if file is None else Path(f"{file}.jobs-lock")
        self._file: int | None = None

    def take(self) -> bool:
        """Take the turn if it is nobody's; whether it is ours. Raises StoreUnavailable where no file can be made."""
        if self._path is None:
            return True
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise StoreUnavailable(reason=str(error)) from error
        return True

    def __enter__(self) -> "Turn":
        return self

    def __exit__(self, _kind: object, _error: object, _trace: object) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
