"""Compares the webhooks with the ledger of webhooks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Text, select, type_coerce

from engine import canonical_json
from engine.history.ledger import Entry
from engine.history.problems import Problem
from engine.identity.past import PeoplePast
from engine.verification.administering import not_by_administrators
from engine.verification.rows import differences
from engine.webhooks.models import webhooks
from engine.webhooks.record import digest, given


def webhook_problems(
    connection: Connection, _name: str, entries: Sequence[Entry], people: PeoplePast
) -> Iterator[Problem]:
    """Whoever decided and was no administrator, then the webhooks that are not what the entries give."""
    yield from not_by_administrators(entries, people)
    expected = {f"webhook {id}": row for id, row in given(entries).items()}
    columns = [each for each in webhooks.c if each.name not in ("made_at", "former_until", "after", "round")]
    query = select(*columns, type_coerce(webhooks.c.made_at, Text).label("made_at"))
    stored = {f"webhook {row.id}": _says(row._mapping) for row in connection.execute(query)}
    yield from differences(expected, stored)


def _says(row: Mapping[Any, Any]) -> dict[str, object]:
    former = row["former_secret"]
    return {
        "name": row["name"],
        "url": digest(row["url"]),
        "process": row["process_id"],
        "types": canonical_json.loads(row["types"]),
        "status": row["status"],
        "secret": digest(row["secret"]),
        "former": None if former is None else digest(former),
        "made_by": row["made_by"],
        "made_at": row["made_at"],
    }
