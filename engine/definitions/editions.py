"""Versions, drafts and files as editions that `bpmn.diff` compares."""

from bpmn.diff import Edition, edition
from engine.db import Connection
from engine.definitions import queries
from engine.definitions.drafts import Draft
from engine.definitions.inspection import Source


def of_version(connection: Connection, process_id: str, number: int) -> Edition | None:
    """A version of a process; None where its diagram cannot be read. Raises NotFound (kind ``version``)."""
    diagram = queries.diagram(connection, process_id, number)
    return edition(diagram, queries.forms(connection, process_id, number), process_id)


def of_draft(draft: Draft) -> Edition | None:
    """A draft as it is; None where its diagram cannot be read."""
    return edition(draft.diagram, draft.forms, draft.process_id)


def of_source(source: Source) -> Edition | None:
    """The first process with a flow of a file and the forms beside it; None where it cannot be read."""
    return edition(source.diagram, source.forms)
