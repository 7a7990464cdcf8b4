"""Incidents of instances: steps and timers after which the diagram could not go on. A table that follows from history.

An incident begins with the first try that fails and is one until it is resolved, however often somebody tries again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from bpmn.messages import Message
from engine import canonical_json
from engine.errors import ExecutionFailed
from engine.history.chain import Event, visit_of
from engine.history.event_types import (
    INCIDENT_RAISED,
    INCIDENT_RESOLVED,
    Subject,
    VisitEffect,
    type_of,
)
from engine.history.versions import runs_on
from engine.history.visits import Visit, parse_visit
from engine.instances.models import UNRESOLVED, incidents
from engine.instances.rows import moment
from engine.statements import Statement

LONGEST = 200
"""Characters of a value that a reason names."""

COLUMNS = [column for column in incidents.c if column.name != "instance_id"]
NAMES = [column.name for column in COLUMNS]
_FAILING = ("failed", "cause", "reason", "versions", "raised_by")
_OPEN = Statement(select(*COLUMNS).where(incidents.c.instance_id == bindparam("instance"), UNRESOLVED))
_OPEN_AT = Statement(select(*COLUMNS).where(incidents.c.waiting_id == bindparam("waiting"), UNRESOLVED))
ADD = Statement(insert(incidents), ["instance_id", *NAMES])
_FAIL_AGAIN = Statement(update(incidents).where(incidents.c.id == bindparam("key")), _FAILING)
_RESOLVE = Statement(update(incidents).where(incidents.c.id == bindparam("key")), ["resolved_at"])


class Failure(NamedTuple):
    """Why the diagram could not go on: at which element, None where that is not known; a stable code; the reason as
    canonical JSON, for `reason_of`."""

    failed: str | None
    cause: str
    reason: str


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident of the work item or timer `waiting_id`. `versions`: the instance's, as its row holds them, when it
    failed last; `raised_by` tried last: a person, a client's link, None a timer. Moments in UTC."""

    id: str
    waiting_id: str
    failed: str | None
    cause: str
    reason: str
    versions: str
    raised_by: str | None
    raised_at: datetime
    resolved_at: datetime | None

    @property
    def folio(self) -> str:
        """The folio of its instance."""
        return self.id.rpartition(".")[0]

    @property
    def failure(self) -> Failure:
        """What failed last."""
        return Failure(self.failed, self.cause, self.reason)

    @property
    def message(self) -> Message:
        """Why, as a text."""
        return reason_of(self.reason)


def failure_of(error: ExecutionFailed) -> Failure:
    """What an error says, as history keeps it."""
    return Failure(error.element, error.cause, canonical_json.dumps(_told(error.reason)))


def payload_of(failure: Failure) -> dict[str, object]:
    """The payload of the event that raises an incident."""
    return {"failed": failure.failed, "cause": failure.cause, "reason": canonical_json.loads(failure.reason)}


def reason_of(text: str) -> Message:
    """The reason that `failure_of` wrote; a dash for one that somebody wrote by hand and that says nothing."""
    try:
        message = _message(canonical_json.loads(text))
        str(message)  # its places have values
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return Message("—")
    return message


def open_of(connection: Connection, instance_id: int) -> dict[str, Incident]:
    """The open incidents of an instance, by the id of the work item or timer."""
    rows = _OPEN.run(connection, {"instance": instance_id})
    return {found.waiting_id: found for found in map(incident, rows)}


def open_at(connection: Connection, waiting_id: str) -> Incident | None:
    """The open incident of a work item or timer."""
    row = _OPEN_AT.run(connection, {"waiting": waiting_id}).fetchone()
    return None if row is None else incident(row)


def save(
    connection: Connection,
    instance_id: int,
    chained: Iterable[Event],
    waiting: Mapping[Visit, str],
    known: Mapping[str, Incident],
    versions: str,
) -> None:
    """Write what new events say of incidents. `waiting` gives the id of the work item or timer of a visit, `known` are
    the open incidents before the events, `versions` what the instance runs on."""
    for event in chained:
        type_ = type_of(event)
        if type_.subject is not Subject.INCIDENT:
            continue
        id_ = waiting[visit_of(event)]
        before = known.get(id_)
        if type_ is INCIDENT_RESOLVED:
            assert before is not None, event
            _RESOLVE.run(connection, {"key": before.id, "resolved_at": event.at})
        elif before is None:
            ADD.run(connection, {**_row(event, id_, versions), "instance_id": instance_id})
        else:
            row = _row(event, id_, versions)
            _FAIL_AGAIN.run(connection, {"key": before.id, **{name: row[name] for name in _FAILING}})


def rows(history: Iterable[Event]) -> dict[str, dict[str, Any]]:
    """The rows, without the instance's id, that a whole history makes: by id, moments as they are stored."""
    found: dict[str, dict[str, Any]] = {}
    waiting: dict[Visit, str] = {}
    unresolved: dict[str, str] = {}
    versions = "{}"
    for event in history:
        if (now := runs_on(event)) is not None:
            versions = canonical_json.dumps(dict(now.versions))
        type_ = type_of(event)
        if type_.visit is VisitEffect.BEGINS:
            waiting[visit_of(event)] = f"{event.folio}.{event.seq}"
        elif type_.visit is VisitEffect.MOVES:
            waiting[visit_of(event)] = waiting.pop(parse_visit(str(event.payload["from"])))
        elif type_ is INCIDENT_RAISED:
            id_ = waiting[visit_of(event)]
            row = _row(event, id_, versions)
            if id_ in unresolved:
                found[unresolved[id_]] |= {name: row[name] for name in _FAILING}
            else:
                unresolved[id_] = row["id"]
                found[row["id"]] = row
        elif type_ is INCIDENT_RESOLVED:
            found[unresolved.pop(waiting[visit_of(event)])]["resolved_at"] = event.at
    return found


def incident(row: Any) -> Incident:
    """An incident from the columns of `COLUMNS`."""
    id_, waiting_id, failed, cause, reason, versions, raised_by, raised_at, resolved_at = row
    since = moment(raised_at)
    assert since is not None
    return Incident(id_, waiting_id, failed, cause, reason, versions, raised_by, since, moment(resolved_at))


def _row(event: Event, waiting_id: str, versions: str) -> dict[str, Any]:
    payload = event.payload
    failed = payload["failed"]
    return {
        "id": f"{event.folio}.{event.seq}",
        "waiting_id": waiting_id,
        "failed": None if failed is None else str(failed),
        "cause": str(payload["cause"]),
        "reason": canonical_json.dumps(payload["reason"]),  # null where it was disposed of
        "versions": versions,
        "raised_by": event.actor,
        "raised_at": event.at,
        "resolved_at": None,
    }


def _told(value: object) -> object:
    """A text with its values, as JSON; the language it is read in is its reader's."""
    if isinstance(value, Message):
        return {"text": value.template, "values": {name: _told(each) for name, each in value.values.items()}}
    return value if isinstance(value, int | None) else str(value)[:LONGEST]


def _message(told: object) -> Message:
    if not isinstance(told, dict):
        raise TypeError("reason")
    text, values = told["text"], told["values"]
    if not isinstance(text, str) or not isinstance(values, dict):
        raise TypeError("reason")
    return Message(text, {name: _message(each) if isinstance(each, dict) else each for name, each in values.items()})
