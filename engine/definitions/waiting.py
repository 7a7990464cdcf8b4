"""What of document control waits for a person: drafts to review, to approve, or that came back."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from engine.definitions import control, queries, retention
from engine.definitions.drafts import Heading, open_headings
from engine.definitions.signing import SIGNING, SigningPolicy, draft_signatures
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
    if not person.has_rights:
        return []
    open_ = open_headings(connection)
    names = {id_: version.name for id_, version in queries.in_force(connection).items()} if open_ else {}
    found = []
    for draft in open_:
        step = _step(connection, draft, person, policy)
        if step is not None:
            name = names.get(draft.process_id, draft.process_id)
            found.append(Waiting(draft.process_id, name, step, draft.author, draft.description))
    return found + _proposed(connection, person)


def _proposed(connection: Connection, person: Person) -> list[Waiting]:
    """The versions that are proposed for disposal and on which nobody has decided, for who controls documents."""
    if Right.CONTROL not in person.rights | {right for right, _ in person.limited}:
        return []
    decided = retention.standings(connection)
    proposed = sorted(
        key
        for key, type_ in decided.items()
        if type_ is ChangeType.DISPOSAL_PROPOSED and Right.CONTROL in person.rights_over(key[0])
    )
    if not proposed:
        return []
    names = {(each.process_id, each.number): each.name for each in queries.versions(connection)}
    return [Waiting(id_, names[id_, number], "dispose", "", "", number) for id_, number in proposed]


def _step(connection: Connection, draft: Heading, person: Person, policy: SigningPolicy) -> Step | None:
    acts = trail(connection, draft.process_id, draft_id=draft.id, types=SIGNING)
    may = control.steps(draft, draft_signatures(acts, draft.id), person, policy)
    if "review" in may:
        return "review"
    if "approve" in may:
        return "approve"
    decided = ChangeType.DRAFT_SUBMITTED, ChangeType.DRAFT_REJECTED
    last = next((each.type for each in reversed(acts) if each.type in decided), None)
    return "mend" if "submit" in may and last is ChangeType.DRAFT_REJECTED else None
