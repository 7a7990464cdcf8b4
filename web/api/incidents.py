"""Incidents: steps and timers after which a procedure cannot go on."""

from typing import Any

from marshmallow import Schema, fields
from marshmallow.validate import Length

from engine.errors import NotAllowed
from engine.identity.role_ids import ADMINISTRATOR
from engine.identity.tokens import Scope
from engine.incidents import queries
from engine.incidents.queries import Stopped
from web.api.operations import operation
from web.api.schemas import Taken, a_moment, a_number, a_text
from web.api.shapes import Shape, at
from web.pages.reader import reader
from web.session import actor
from web.site import site
from web.texts.incidents import failed_text, step_text
from web.transactions import reading

MOST = 200


class WantedIncidents(Taken):
    """Which incidents."""

    folio = fields.String(
        load_default=None, validate=Length(1, 200), metadata={"description": "Those of one instance."}
    )
    all = fields.Boolean(load_default=False, metadata={"description": "Those that were resolved too."})


class Incident(Schema):
    """An incident."""

    id = a_text("Its id.")
    folio = a_text("The instance that stands still.")
    step = a_text("The step or timer that could not complete, in words.")
    element = a_text("The id of the element at which the diagram could not go on.", null=True)
    element_name = a_text("What that is called.")
    code = a_text("What kind of thing went wrong, which never changes.")
    reason = a_text("What, in the caller's language.")
    since = a_moment("Since when.")
    by = a_text("Who tried last; null for a timer.", null=True)
    version = a_number("The number of the version on which it failed.")
    status = a_text("stopped, repaired or resolved.")
    task = a_text("The task that can be tried again; null for a timer.", null=True)


class Incidents(Schema):
    """Incidents."""

    items = fields.List(fields.Nested(Incident), required=True)


@operation("GET", "/incidents", scope=Scope.READ, tag="incidents", query=WantedIncidents, answers=Incidents)
def list_incidents(query: dict[str, Any]) -> Shape:
    """List the incidents of the procedures that the caller repairs, the oldest first; 200 at most."""
    with reading() as connection:
        asked = {"folio": query["folio"], "every": query["all"], "limit": MOST}
        found = queries.found(connection, site().runtime, reader(), **asked)
        mine = [each for each in found if queries.may_see_of(connection, site().runtime, actor(), each)]
    if not mine and not queries.may_open(actor()):
        raise NotAllowed(actor=actor().id, roles=[ADMINISTRATOR])
    return {"items": [_incident(each) for each in mine]}


def _incident(stopped: Stopped) -> Shape:
    incident, gettext = stopped.incident, site().gettext
    step, failed = step_text(stopped), failed_text(stopped)
    return {
        "id": incident.id,
        "folio": stopped.folio,
        "step": step if isinstance(step, str) else gettext.render(step),
        "element": incident.failed,
        "element_name": failed if isinstance(failed, str) else gettext.render(failed),
        "code": incident.cause,
        "reason": gettext.render(incident.message),
        "since": at(incident.raised_at),
        "by": incident.raised_by,
        "version": stopped.version,
        "status": str(stopped.status),
        "task": incident.waiting_id if stopped.kind == "work" else None,
    }
