"""The form of what is asked before an instance begins (`bpmn.forms.starting`)."""

from collections.abc import Mapping

from sqlalchemy import Connection

from bpmn.forms.form import Form
from bpmn.forms.starting import first_activity, start_form
from engine.definitions.library import Library
from engine.execution.compiler import Executable


def start_form_of(
    connection: Connection, library: Library, executable: Executable, versions: Mapping[str, int]
) -> Form | None:
    """What is asked before an instance on these versions begins; None where nothing is."""
    process = executable.processes[executable.process_id]
    first = first_activity(process)
    if first is None or first.form is None:
        return None
    return start_form(library.form(connection, process.id, versions[process.id], first.form))
