"""One at a time acts on the versions of a procedure: what an act was allowed for still holds when it is recorded.

Each act reads how drafts and versions stand, decides, and writes. Two at the same moment would each decide on what the
other is about to change: a version would be withdrawn that comes into force, and nothing would be in force.
"""

from sqlalchemy import Connection

from engine.statements import wait_for

EVERY = ""
"""In the place of a process id: the first versions of an empty installation."""


def take_turn(connection: Connection, *process_ids: str) -> None:
    """Wait for whoever acts on the versions of these procedures and has not committed; what is read after it holds
    until this transaction ends. Whoever needs several names them all at once: they are taken in one order."""
    for process_id in sorted(set(process_ids)):
        wait_for(connection, f"cauce versions {process_id}")
