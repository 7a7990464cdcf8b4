"""Compares the templates of records with the ledger of templates."""

import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Text, select, type_coerce

from engine.history.ledger import Entry
from engine.history.problems import Kind, Problem
from engine.identity.past import PeoplePast
from engine.records.models import record_templates
from engine.records.record import given, subject_of
from engine.records.templates import RIGHTS
from engine.verification.rows import differences


def template_problems(
    connection: Connection, _name: str, entries: Sequence[Entry], people: PeoplePast
) -> Iterator[Problem]:
    """Whoever put one and might not, then the templates that are not what the entries give, content included."""
    for entry in entries:
        process_id = str(entry.says["process"])
        if not any(people.had_right(str(entry.actor), entry.moment, right, process_id) for right in RIGHTS):
            yield Problem(Kind.ACTOR_WITHOUT_RIGHT, entry.seq, "_".join(sorted(RIGHTS)), str(entry.actor or "—"))
    rows = record_templates.c
    query = select(
        rows.process_id, rows.record, rows.format, rows.number, rows.name, rows.sha256, rows.content, rows.put_by,
        type_coerce(rows.put_at, Text),
    )  # fmt: skip
    stored: dict[str, dict[str, object]] = {}
    for process_id, record, format_, number, name, sha256, content, by, at in connection.execute(query):
        found = None if content is None else hashlib.sha256(bytes(content)).hexdigest()
        row = {"name": name, "sha256": sha256 if found == sha256 else found, "put_by": by, "put_at": at}
        stored[f"{subject_of(process_id, record, format_)} {number}"] = row
    yield from differences(given(entries), stored)
