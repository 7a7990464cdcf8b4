"""The machine: versions, disk, the key and the kept checkpoint."""

import os
import re
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from bpmn.messages import lazy_gettext
from engine.db import Database
from engine.doctor.findings import Finding, good, warning, wrong
from engine.history.checkpoints import KeptUnreadable, read_kept
from engine.history.keys import BadSealKey, read_keys
from engine.settings import Settings
from engine.verification.trust import kept_path

VERSIONS, DISK, KEY, KEPT = "versions", "disk", "key", "kept"
PYTHON, SQLITE = (3, 11), (3, 35, 0)
"""The oldest that will do: SQLite gives what a statement wrote (RETURNING) from then on."""
SCARCE, LITTLE = 500 * 1024**2, 5 * 1024**3
"""Free bytes below which something must be done, and below which somebody should know."""
SHOWN = ("SpiffWorkflow", "SQLAlchemy", "psycopg", "procrastinate", "Flask", "gunicorn", "cryptography")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def versions() -> Iterator[Finding]:
    """Python, SQLite, and every package that Cauce names."""
    missing = []
    for each in requires("cauce") or []:
        name = _NAME.match(each)
        if name is not None and "extra ==" not in each and _version(name[0]) is None:
            missing.append(name[0])
    if missing:
        yield wrong(
            VERSIONS,
            lazy_gettext("Packages are missing: {packages}.", packages=", ".join(missing)),
            lazy_gettext("Install Cauce again with its locked dependencies: requirements.txt"),
        )
    python, library = ".".join(map(str, sys.version_info[:3])), sqlite3.sqlite_version
    if sys.version_info < PYTHON or sqlite3.sqlite_version_info < SQLITE:
        yield wrong(
            VERSIONS,
            lazy_gettext("Python is {python} with SQLite {sqlite}.", python=python, sqlite=library),
            lazy_gettext("Cauce needs Python 3.11 and SQLite 3.35, or later."),
        )
        return
    packages = ", ".join(f"{name} {found}" for name in SHOWN if (found := _version(name)) is not None)
    yield good(
        VERSIONS,
        lazy_gettext(
            "Cauce {cauce}, Python {python}, SQLite {sqlite}; {packages}.",
            cauce=_version("cauce") or "—",
            python=python,
            sqlite=library,
            packages=packages,
        ),
    )


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def disk(settings: Settings, database: Database) -> Iterator[Finding]:
    """The room that is left where files grow: SQLite's, the kept checkpoint's, the auditors' directory."""
    places = [database.file.parent] if database.file is not None else []
    if settings.seal_key is not None:
        places.append(kept_path(settings, settings.seal_key).parent)
    directory = settings.leaving.directory
    if directory is not None:
        places.append(directory)
        if not os.access(directory, os.W_OK | os.X_OK):
            yield wrong(
                DISK,
                lazy_gettext("The directory for seals, {path}, is not there or cannot be written.", path=directory),
                lazy_gettext("Mount it, or give whoever runs Cauce the right to write there."),
            )
    for place in dict.fromkeys(_existing(each) for each in places):
        free = shutil.disk_usage(place).free
        said = lazy_gettext("Free at {path}: {free} GB.", path=place, free=f"{free / 1024**3:.1f}")
        if free < SCARCE:
            yield wrong(DISK, said, lazy_gettext("Make room: a full disk stops every command."))
        elif free < LITTLE:
            yield warning(DISK, said, lazy_gettext("See what grows, before it is full."))
        else:
            yield good(DISK, said)


def _existing(place: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    found = place.absolute()
    while not found.exists():
        found = found.parent
    return found


def key(settings: Settings) -> Iterator[Finding]:
    """The key that signs, and the checkpoint that is kept beside it."""
    path = settings.seal_key
    if path is None:
        yield warning(
            KEY,
            lazy_gettext("No key is set: nothing is sealed, so nothing shows that histories were not cut off."),
            lazy_gettext("Make one with «cauce checkpoint --new-key FILE», and name it in CAUCE_SEAL_KEY."),
        )
        return
    if not path.exists():
        yield warning(
            KEY,
            lazy_gettext("The key file {path} is not there.", path=path),
            lazy_gettext(
                "Bring the copy that was kept. On a new installation make it with «cauce checkpoint --new-key {path}»; "
                "on SQLite the first seal makes it.",
                path=path,
            ),
        )
        return
    try:
        read_keys(path)
    except BadSealKey as error:
        yield wrong(
            KEY,
            lazy_gettext("The key file {path} cannot be used: {reason}.", path=path, reason=error.details["reason"]),
            lazy_gettext("Bring the copy that was kept, or make another key."),
        )
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield wrong(
            KEY,
            lazy_gettext("Others than its owner may read the key file {path}.", path=path),
            lazy_gettext("Take that away (chmod 600), and make another key if somebody may have copied it."),
        )
    else:
        yield good(KEY, lazy_gettext("The key that signs is at {path}, for its owner alone.", path=path))
    yield from _kept(kept_path(settings, path))


def _kept(path: Path) -> Iterator[Finding]:
    if not os.access(_existing(path.parent), os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.R_OK)):
        yield wrong(
            KEPT,
            lazy_gettext("The kept seal {path} cannot be written or read.", path=path),
            lazy_gettext("Give whoever runs Cauce the right to: nothing is signed while it is so."),
        )
        return
    try:
        kept = read_kept(path)
    except KeptUnreadable as error:
        yield wrong(
            KEPT,
            lazy_gettext("The kept seal {path} is none: {reason}.", path=path, reason=error.details["reason"]),
            lazy_gettext("Bring the last one that auditors keep: nothing is signed while it is so."),
        )
        return
    if kept is not None:
        yield good(KEPT, lazy_gettext("The kept seal at {path} is over {size} entries.", path=path, size=kept.size))
