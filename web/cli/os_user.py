"""Whom the operating system knows at this terminal."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class OsUser:
    """A user by name, and by `number` where the system has numbers."""

    name: str
    number: int | None

    def owns(self, file: Path | None) -> bool:
        """Whether the machine, or the database's `file`, is this user's. Where users have no numbers nothing tells, and
        whoever may read the file is taken for its owner."""
        if self.number in (0, None):
            return True
        try:
            return file is not None and file.stat().st_uid == self.number
        except OSError:
            return False


def os_user() -> OsUser:
    """The user at this terminal; not who they say they are, as `getpass.getuser` would have it, which believes the
    environment."""
    try:
        import pwd
    except ImportError:  # Windows, which has no other
        import getpass

        return OsUser(getpass.getuser(), None)
    number = os.getuid()
    try:
        return OsUser(pwd.getpwuid(number).pw_name, number)
    except KeyError:
        return OsUser(str(number), number)
