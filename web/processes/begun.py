"""Procedures that have begun and have no version yet: they are in no list of what is in force."""

from bpmn.reader import read
from engine.db import Connection
from engine.definitions import control, drafts, queries
from engine.definitions.drafts import Heading
from engine.identity.queries import Person


def begun_anew(connection: Connection, actor: Person) -> list[tuple[Heading, str]]:
    """The open drafts of procedures of which nothing is in force, with their titles, for who may read them."""
    there = queries.in_force(connection)
    headings = [each for each in drafts.open_headings(connection) if each.process_id not in there]
    return [
        (each, _title(connection, each.process_id)) for each in headings if control.may_read(actor, each.process_id)
    ]


def _title(connection: Connection, process_id: str) -> str:
    draft = drafts.open_draft(connection, process_id)
    definitions = read(draft.diagram).definitions if draft is not None else None
    process = next((each for each in definitions.processes if each.id == process_id), None) if definitions else None
    return (process.document.title or process.name or process_id) if process is not None else process_id
