"""The ledger of verdicts: what each verification of an instance found, entered with those kept at the same moment.

The table of verifications is the last of each, and is checked against it: a bad verdict cannot be made a good one.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, select, type_coerce

from engine.history import ledger
from engine.history.entry_types import define
from engine.history.ledger import Entry
from engine.history.problems import Problem
from engine.identity.past import PeoplePast
from engine.instances.models import instances
from engine.verification.models import verifications
from engine.verification.rows import differences

VERDICTS = "verdicts"
KEPT = "verdicts_kept"
define(VERDICTS, KEPT, ("verdicts",))


def enter(connection: Connection, verdicts: Mapping[str, Mapping[str, Any]], *, at: datetime) -> Entry:
    """Enter verdicts by folio, each the row of `verifications` that is kept of it."""
    told = {
        folio: _told(row["ok"], row["head_seq"], row["head_hash"], row["report"]) for folio, row in verdicts.items()
    }
    return ledger.append(connection, VERDICTS, KEPT, "instances", {"verdicts": told}, actor=None, at=at)


def verdict_problems(
    connection: Connection, _name: str, entries: Sequence[Entry], _people: PeoplePast
) -> Iterator[Problem]:
    """The verdicts that are missing, that no verification gave, or that say something else than was found."""
    last: dict[str, dict[str, object]] = {}
    for entry in entries:
        for folio, told in entry.says["verdicts"].items():
            last[f"verdict {folio}"] = {**told, "at": entry.at}
    row = verifications.c
    found = row.ok, row.head_seq, row.head_hash, row.report, type_coerce(row.verified_at, Text)
    query = select(instances.c.folio, *found).join(instances, instances.c.id == row.instance_id)
    stored = {
        f"verdict {folio}": {**_told(ok, seq, head, report), "at": at}
        for folio, ok, seq, head, report, at in connection.execute(query)
    }
    there = {f"verdict {folio}" for folio in connection.execute(select(instances.c.folio)).scalars()}
    yield from differences({name: each for name, each in last.items() if name in there}, stored)


def _told(ok: bool, seq: int, head: str, report: str) -> dict[str, object]:
    return {"ok": ok, "events": seq, "head": head, "report": hashlib.sha256(report.encode()).hexdigest()}
