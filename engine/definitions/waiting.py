"""What of document control waits for a person: drafts to review, to approve, or that came back."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, func, select

from engine.definitions import control, queries
from engine.definitions.drafts import Draft, open_drafts
from engine.definitions.models import document_control, process_versions
from engine.definitions.signing import SigningPolicy, draft_signatures
from engine.definitions.trail import ChangeType, trail
from engine.identity.queries import Person
from engine.identity.rights import Right

Step = Literal["review", "approve", "mend", "dispose"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits for a person: to be reviewed, approved, or mended by its author, to whom it came back; or an
    old version, `number`, of which it is to be decided whether it is kept."""

    process_id: str
    name: str
    step: Step
    author: str
    description: str
    number: int | None = None


def waiting_for(connection: Connection, person: Person, policy: SigningPolicy) -> list[Waiting]:
    """The drafts that wait for a person, by process, and then the old versions.

    Costs nothing for who holds no right over versions.
    """
    if not person.rights:
        return []
    open_ = open_drafts(connection)
    names = {id_: version.name for id_, version in queries.in_force(connection).items()} if open_ else {}
    found = []
    for draft in open_:
        step = _step(connection, draft, person, policy)
        if step is not None:
            name = names.get(draft.process_id, draft.process_id)
            found.append(Waiting(draft.process_id, name, step, draft.author, draft.description))
    return found + (_proposed(connection) if Right.CONTROL in person.rights else [])


def _proposed(connection: Connection) -> list[Waiting]:
    """The versions that are proposed for disposal and on which nobody has decided."""
    later = document_control.alias()
    last = select(func.max(later.c.seq)).where(
        later.c.process_id == process_versions.c.process_id, later.c.number == process_versions.c.number
    )
    query = (
        select(process_versions.c.process_id, process_versions.c.name, process_versions.c.number)
        .join(document_control, document_control.c.process_id == process_versions.c.process_id)
        .where(
            document_control.c.seq == last.scalar_subquery(),
            document_control.c.type == ChangeType.DISPOSAL_PROPOSED,
            document_control.c.number == process_versions.c.number,
        )
        .order_by(process_versions.c.process_id, process_versions.c.number)
    )
    return [Waiting(id_, name, "dispose", "", "", number) for id_, name, number in connection.execute(query)]


def _step(connection: Connection, draft: Draft, person: Person, policy: SigningPolicy) -> Step | None:
    acts = [each for each in trail(connection, draft.process_id) if each.draft_id == draft.id]
    may = control.steps(draft, draft_signatures(acts, draft.id), person, policy)
    if "review" in may:
        return "review"
    if "approve" in may:
        return "approve"
    decided = ChangeType.DRAFT_SUBMITTED, ChangeType.DRAFT_REJECTED
    last = next((each.type for each in reversed(acts) if each.type in decided), None)
    return "mend" if "submit" in may and last is ChangeType.DRAFT_REJECTED else None
