"""Who may move instances to another version of their procedure. Rights go by the ids of roles, never by their names."""

from bpmn.model import Process
from engine.errors import NotAllowed
from engine.identity.queries import Person
from engine.identity.role_ids import ADMINISTRATOR, DOCUMENT_CONTROL

MAY_MOVE = frozenset({DOCUMENT_CONTROL, ADMINISTRATOR})


def movers(process: Process) -> frozenset[str]:
    """The roles that may move instances of a procedure: document control, administrators, and the procedure's owner,
    where its document names one by the id of a role."""
    return MAY_MOVE | ({process.document.owner} if process.document.owner else frozenset())


def may_move(person: Person, process: Process) -> bool:
    """Whether a person may move instances of a procedure."""
    return not person.roles.isdisjoint(movers(process))


def require_mover(person: Person, process: Process) -> None:
    """Raises NotAllowed unless the person may move instances of a procedure."""
    if not may_move(person, process):
        raise NotAllowed(actor=person.id, roles=sorted(movers(process)))
