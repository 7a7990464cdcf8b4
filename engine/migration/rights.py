"""Who may move instances to another version of their procedure: by id, never by what a role or a person is called."""

from bpmn.model import Process
from engine.errors import NotAllowed
from engine.identity.queries import Person
from engine.instances.rights import may_repair, repairing_role


class MayNotMove(NotAllowed):
    """The actor may not move instances of this procedure. Details: `actor`."""

    code = "may_not_move"


def may_move(person: Person, process: Process) -> bool:
    """Whether a person may move instances of a procedure: whoever may repair what it does wrong in them."""
    return may_repair(person, process)


def require_mover(person: Person, process: Process) -> str | None:
    """The role by which the person may move instances of a procedure; None where a right of theirs alone lets them.

    Raises MayNotMove.
    """
    if not may_move(person, process):
        raise MayNotMove(actor=person.id)
    return repairing_role(person, process)
