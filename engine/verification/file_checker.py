"""Compares the stored files with the ledger of files."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from engine.documents.models import files
from engine.documents.record import kept
from engine.history.ledger import Entry
from engine.history.problems import Problem
from engine.identity.past import PeoplePast
from engine.verification.rows import differences


def file_problems(
    connection: Connection, _name: str, entries: Sequence[Entry], _people: PeoplePast
) -> Iterator[Problem]:
    """The files that are missing, that nobody stored, or that somebody else stored; their content is checked with the
    histories that refer to them."""
    given = {f"file {sha256}": row for sha256, row in kept(entries).items()}
    rows = connection.execute(select(files.c.sha256, files.c.stored_by, files.c.size))
    yield from differences(given, {f"file {sha256}": {"stored_by": by, "size": size} for sha256, by, size in rows})
