"""Valid sample values for a form, for demonstrations and for driving the procedure from a script."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from bpmn.forms.sample import sample
from engine.documents import store as documents
from engine.instances.commands import form_of
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession


def filled(
    connection: Connection, runtime: Runtime, id: str, given: Mapping[str, object], *, actor: str, at: datetime
) -> dict[str, object]:
    """`given` with a sample value for every other required field of the work's form; sample files are stored.

    Raises NotFound.
    """
    session, item = InstanceSession.open_at(connection, runtime, id)
    form = form_of(connection, runtime, session, item)
    if form is None:
        return dict(given)

    def file(key: str) -> dict[str, object]:
        text = f"{item.name}: {key}\n".encode()
        return documents.store(connection, f"{key}.pdf", text, actor=actor, at=at)

    data = session.execution().seen_at(item.visit) or {}
    return sample(form, given, data, environment=session.calendar.environment(at), file=file)
