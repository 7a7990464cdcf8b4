"""What was decided about the retention of versions, read from their trails. Deciding is `engine.instances.disposal`."""

from sqlalchemy import Connection, func, select

from engine.definitions.models import document_control
from engine.definitions.queries import Version
from engine.definitions.trail import ChangeType

DECISIONS = (
    ChangeType.DISPOSAL_PROPOSED,
    ChangeType.VERSION_HELD,
    ChangeType.VERSION_RELEASED,
    ChangeType.VERSION_DISPOSED,
)


def standings(connection: Connection, process_id: str | None = None) -> dict[tuple[str, int], ChangeType]:
    """The last decision on each version on which there is one, of all procedures or of one, by process and number."""
    acts = document_control.c
    wanted = acts.type.in_(DECISIONS) & (acts.process_id == process_id if process_id is not None else True)
    last = select(func.max(acts.seq).label("seq"), acts.process_id).where(wanted).group_by(acts.process_id, acts.number)
    found = last.subquery()
    query = select(acts.process_id, acts.number, acts.type).join(
        found, (found.c.seq == acts.seq) & (found.c.process_id == acts.process_id)
    )
    return {(id_, number): ChangeType(type_) for id_, number, type_ in connection.execute(query)}


def standing(connection: Connection, version: Version) -> ChangeType | None:
    """The last decision on the retention of a version: proposed, held, released or disposed; None for none."""
    return standings(connection, version.process_id).get((version.process_id, version.number))
