"""What was decided about the retention of versions, read from their trails. Deciding is `engine.instances.disposal`."""

from sqlalchemy import Connection, select

from engine.definitions.models import process_versions
from engine.definitions.queries import Version
from engine.definitions.trail import ChangeType, change_of, ledger_of
from engine.history import ledger

_WITH_VERSIONS = select(process_versions.c.process_id).distinct()
DECISIONS = (
    ChangeType.DISPOSAL_PROPOSED,
    ChangeType.VERSION_HELD,
    ChangeType.VERSION_RELEASED,
    ChangeType.VERSION_DISPOSED,
)


def standings(connection: Connection, process_id: str | None = None) -> dict[tuple[str, int], ChangeType]:
    """The last decision on each version on which there is one, of all procedures or of one, by process and number."""
    wanted = [process_id] if process_id is not None else connection.execute(_WITH_VERSIONS).scalars()
    entries = ledger.read_several(connection, [ledger_of(each) for each in wanted], types=DECISIONS)
    acts = (change_of(entry) for entry in entries)
    return {(act.process_id, act.number): act.type for act in acts if act.number is not None}


def standing(connection: Connection, version: Version) -> ChangeType | None:
    """The last decision on the retention of a version: proposed, held, released or disposed; None for none."""
    return standings(connection, version.process_id).get((version.process_id, version.number))
