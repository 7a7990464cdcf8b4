"""Compares how people want to be told, and in which words, with the ledger of telling."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from engine.history.ledger import Entry
from engine.history.problems import Problem
from engine.identity.past import PeoplePast
from engine.telling.models import notice_channels, notice_templates
from engine.telling.record import given
from engine.verification.rows import differences


def telling_problems(
    connection: Connection, _name: str, entries: Sequence[Entry], _people: PeoplePast
) -> Iterator[Problem]:
    """The channels and texts that are not what the entries give."""
    must = given(entries)
    expected: dict[str, dict[str, object]] = {
        f"channel {person} {kind}": {"channel": channel} for (person, kind), channel in must.channels.items()
    }
    expected |= {f"text {process} {kind}": {**text._asdict()} for (process, kind), text in must.texts.items()}
    stored: dict[str, dict[str, object]] = {
        f"channel {row.person_id} {row.kind}": {"channel": row.channel}
        for row in connection.execute(select(notice_channels))
    }
    stored |= {
        f"text {row.process_id} {row.kind}": {"subject": row.subject, "body": row.body}
        for row in connection.execute(select(notice_templates))
    }
    yield from differences(expected, stored)
