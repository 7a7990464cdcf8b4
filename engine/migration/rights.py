"""Who may move instances to another version of their procedure: by id, never by what a role or a person is called."""

from bpmn.model import Process
from engine.errors import NotAllowed
from engine.identity.queries import Person
from engine.identity.rights import Right
from engine.identity.role_ids import ADMINISTRATOR

RIGHTS = frozenset({Right.PREPARE, Right.CONTROL})
"""Who answers for what a procedure says: its authors, and document control."""


class MayNotMove(NotAllowed):
    """The actor may not move instances of this procedure. Details: `actor`."""

    code = "may_not_move"


def may_move(person: Person, process: Process) -> bool:
    """Whether a person may move instances of a procedure: its authors, document control, administrators, and who holds
    the role that its document names as its owner by the role's id."""
    return bool(person.rights & RIGHTS) or not person.roles.isdisjoint({ADMINISTRATOR, process.document.owner})


def require_mover(person: Person, process: Process) -> None:
    """Raises MayNotMove unless the person may move instances of a procedure."""
    if not may_move(person, process):
        raise MayNotMove(actor=person.id)
