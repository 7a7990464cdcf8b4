"""Rights of auditors: replay, verification, evidence and seals.

Auditors, and administrators, who see to it that the ledgers and the log are in order. Nobody else: Control de
Documentos publishes the versions and Dirección General decides in the procedure, so both are among those who are
audited. Which histories somebody sees there is decided as everywhere (`engine.instances.reading`): an auditor all of
them, who administers those that stand still, and whatever else they have to do with.
"""

from engine.errors import NotAllowed
from engine.identity.queries import Person
from engine.identity.role_ids import ADMINISTRATOR, AUDITOR

READERS = frozenset({AUDITOR, ADMINISTRATOR})


def may_audit(person: Person) -> bool:
    """Whether the person may audit."""
    return bool(person.roles & READERS)


def require_auditor(person: Person) -> None:
    """Raises NotAllowed unless the person may audit."""
    if not may_audit(person):
        raise NotAllowed(actor=person.id, roles=sorted(READERS))
