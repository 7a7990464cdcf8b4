"""Writing and reading the outbox."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from bpmn.model import Notification
from engine import canonical_json
from engine.notifications.models import outbox

PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A notification about to be written: who it is for, by role, and the data that fills its places."""

    key: str
    notification: Notification
    roles: Collection[str]
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the outbox: an e-mail to the people who held `roles` when it was written."""

    key: str
    kind: str
    to: tuple[str, ...]
    roles: tuple[str, ...]
    subject: str
    body: str
    created_at: datetime


def send(
    connection: Connection,
    instance_id: int,
    outgoing: Sequence[Outgoing],
    addresses: Callable[[Collection[str]], list[str]],
    *,
    at: datetime,
) -> None:
    """Write the messages in this transaction. One nobody can be reached for is written too: that is to be seen.

    `addresses` gives the e-mail addresses of roles.
    """
    rows = [
        {
            "key": item.key,
            "instance_id": instance_id,
            "kind": "email",
            "payload": canonical_json.dumps(
                {
                    "to": addresses(item.roles),
                    "roles": sorted(item.roles),
                    "subject": fill(item.notification.subject, item.data),
                    "body": fill(item.notification.body, item.data),
                }
            ),
            "created_at": at,
        }
        for item in outgoing
    ]
    if rows:
        connection.execute(insert(outbox), rows)


def fill(text: str, data: Mapping[str, object]) -> str:
    """Put values into the ``{variable}`` places of `text`; an unknown variable leaves a dash.

    Not `str.format`: the text comes from a diagram, and format would reach into attributes.
    """

    def value(match: re.Match[str]) -> str:
        found = data.get(match[1])
        if isinstance(found, list):
            return ", ".join(str(item) for item in found)
        return "—" if found is None else str(found)

    return PLACE.sub(value, text)


def messages(connection: Connection, instance_id: int) -> list[Message]:
    """What an instance has sent, in order."""
    query = select(outbox).where(outbox.c.instance_id == instance_id).order_by(outbox.c.id)
    found = []
    for row in connection.execute(query):
        payload = canonical_json.loads(row.payload)
        assert isinstance(payload, dict)
        to, roles = payload["to"], payload["roles"]
        assert isinstance(to, list) and isinstance(roles, list)
        found.append(
            Message(
                row.key,
                row.kind,
                tuple(map(str, to)),
                tuple(map(str, roles)),
                str(payload["subject"]),
                str(payload["body"]),
                row.created_at,
            )
        )
    return found
