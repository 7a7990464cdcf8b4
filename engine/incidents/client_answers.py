"""What a client sent by a link and could not count: whoever may make the client another link may send it on.

Links end, and the client has done their part. What is sent on is what the client sent, as it was sent; history says
whose answer it is and who sent it on, and completes the step by the latter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from engine.client_access import links
from engine.client_access.links import Link
from engine.errors import Conflict, ExecutionFailed, FormRejected, NotFound
from engine.form_drafts import queries as drafts
from engine.history.chain import event_at
from engine.history.event_types import CLIENT_ANSWER_FORWARDED
from engine.incidents.commands import StoppedByIncident, stopped
from engine.instances import commands, rights
from engine.instances.client_links import require_manager
from engine.instances.commands import ANY_END
from engine.instances.projection import Projection
from engine.instances.reading import TASK, hides
from engine.instances.runtime import Runtime


class AnswerOutgrown(Conflict):
    """The form has changed since, and takes what the client answered no more. Details: `step`, `person`, `errors`."""

    code = "answer_outgrown"


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that a client sent by `link` at `sent_at`, and that could not count yet."""

    link: Link
    values: Mapping[str, object]
    sent_at: datetime


def kept(connection: Connection, work_item: str) -> KeptAnswer | None:
    """The answer that a client sent last to a step, as it was sent, where it could not count."""
    draft = drafts.clients_answer(connection, work_item)
    link = None if draft is None else links.by_id(connection, draft.owner.rpartition(":")[2])
    if draft is None or link is None:
        return None
    return KeptAnswer(link, draft.values, draft.saved_at)


@hides(TASK)
def forward(
    connection: Connection, runtime: Runtime, work_item: str, *, actor: str, at: datetime
) -> Projection | StoppedByIncident:
    """Complete a step with the answer that its client sent, as it was sent, whatever became of the link. It is not
    asked again whether it may decide the end: that was the client's to say.

    Raises NotFound (kind ``task`` or ``client_answer``), TaskAlreadyCompleted, InstanceEnded, NotAllowed unless `actor`
    may manage links, AnswerOutgrown. Where the flow cannot go on, that is recorded and given, as by
    `engine.incidents.commands.complete`.
    """
    session, item = commands.open_work(connection, runtime, work_item)
    starters = rights.starters(session.executable)
    role = require_manager(session.acting(actor, at), starters)
    answer = kept(connection, work_item)
    if answer is None:
        raise NotFound(kind="client_answer", id=work_item)
    event = event_at(CLIENT_ANSWER_FORWARDED, item.visit, actor=actor, role=role, payload={"link": answer.link.id})
    try:
        given = commands.filled_in(session, item, answer.values, at=at)
        return commands.finish(
            session, item, given, actor=actor, role=role, at=at, confirmed_end=ANY_END, before=[event]
        )
    except FormRejected as error:
        raise AnswerOutgrown(step=item.name, person=answer.link.reader, errors=error.errors) from error
    except ExecutionFailed as error:
        return stopped(session, item, error, at, actor=actor, role=role)
