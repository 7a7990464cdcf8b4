"""What became of the notices that the steps of an instance asked for, by the event that asked for each.

A history says that a notice was asked for, since it cannot know more when it is written; what came of it is entered in
the ledger of deliveries when it comes (`engine.notifications.record`). Read together they say both: when it was asked
for, and when which server took it, or why none did.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from bpmn.hidden import masked_text
from engine import canonical_json
from engine.clock import to_text
from engine.history import ledger
from engine.history.chain import Event
from engine.history.models import ledger_entries
from engine.notifications.delivery import texts
from engine.notifications.models import outbox
from engine.notifications.outbox import EMAIL, NO_RECIPIENTS
from engine.notifications.record import DELIVERIES, DeliveryType, clients_in, with_clients
from engine.notifications.retention import KEPT
from engine.notifications.statuses import LetterStatus

MOST = 16
"""Notices of one event that are looked for once their rows are gone."""
SHARE = 500


@dataclass(frozen=True, slots=True)
class Notice:
    """An e-mail that an event asked for: `to` are those who have it, or whom it is for while nobody has; `roles` those
    it was for; `outside`: it is for a client. `at` is when `server` took it, with the words `reply`; `reason` is why it
    did not arrive (yet)."""

    key: str
    status: LetterStatus
    to: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    at: datetime | None = None
    server: str = ""
    reply: str = ""
    reason: str | None = None
    outside: bool = False

    @property
    def seq(self) -> int:
        """The number of the event that asked for it."""
        return int(self.key.split(".")[-2])

    def as_dict(self) -> dict[str, object]:
        """The notice as JSON."""
        at = None if self.at is None else to_text(self.at)
        said = {"server": self.server or None, "reply": self.reply or None, "reason": self.reason}
        return {"to": list(self.to), "roles": list(self.roles), "status": str(self.status), "at": at, **said}


def notices(
    connection: Connection, instance_id: int, history: Iterable[Event], *, at: datetime
) -> Mapping[int, list[Notice]]:
    """The notices of an instance by the number of the event that asked for each, in their order.

    What the ledger says counts. The row of one that arrived goes after a while (`retention.KEPT` before `at`), and the
    ledger alone knows of it then.
    """
    found = {notice.key: notice for notice in _stored(connection, instance_id)}
    old = (event for event in history if event.at < to_text(at - KEPT))
    keys = [*found, *(f"{event.folio}.{event.seq}.{number}" for event in old for number in range(MOST))]
    for start in range(0, len(keys), SHARE):
        for entry in _entered(connection, keys[start : start + SHARE]):
            before = found.get(entry.subject, Notice(entry.subject, LetterStatus.PENDING))
            found[entry.subject] = _after(before, entry)
    by_event: dict[int, list[Notice]] = {}
    for key in sorted(found, key=lambda key: tuple(map(int, key.split(".")[-2:]))):
        by_event.setdefault(found[key].seq, []).append(found[key])
    return by_event


def _stored(connection: Connection, instance_id: int) -> Iterable[Notice]:
    columns = outbox.c.key, outbox.c.payload, outbox.c.error
    query = select(*columns).where(outbox.c.instance_id == instance_id, outbox.c.kind == EMAIL)
    for key, payload, error in connection.execute(query.order_by(outbox.c.id)):
        if not all(part.isdecimal() for part in key.split(".")[-2:]):
            continue  # about an incident: no event of the history asked for it
        told = canonical_json.loads(payload)
        known = told if isinstance(told, dict) else {}
        status = LetterStatus.DEAD if error == NO_RECIPIENTS else LetterStatus.PENDING
        to, roles = tuple(texts(known.get("to"))), tuple(texts(known.get("roles")))
        yield Notice(key, status, to, roles, reason=error, outside="client" in known)


def _entered(connection: Connection, keys: list[str]) -> list[ledger.Entry]:
    entries = ledger_entries.c
    mine = entries.ledger == DELIVERIES, entries.subject.in_(keys)
    query = select(*(entries[name] for name in ledger.COLUMNS)).where(*mine).order_by(entries.seq)
    return [ledger.Entry(*row) for row in connection.execute(query)]


def _after(notice: Notice, entry: ledger.Entry) -> Notice:
    """What an entry makes of a notice; of one that somebody wrote by hand nothing, since verification names it."""
    try:
        says, moment = entry.says, entry.moment
    except ValueError:
        return notice
    match entry.type:
        case DeliveryType.DELIVERED:
            entered = texts(says.get("to"))
            to = tuple(dict.fromkeys((*notice.to, *(each for each in entered if not clients_in(each)))))
            roles = notice.roles or tuple(role for each in entered for role in clients_in(each))
            server, reply = str(says.get("server")), with_clients(str(says.get("reply")), next(iter(notice.to), None))
            done = replace(notice, status=LetterStatus.DELIVERED, reason=None)
            return replace(done, to=to, roles=roles, at=moment, server=server, reply=reply)
        case DeliveryType.GIVEN_UP:
            reason = with_clients(str(says.get("reason")), next(iter(notice.to), None))
            return replace(notice, status=LetterStatus.DEAD, reason=reason)
        case DeliveryType.RETRIED:
            return replace(notice, status=LetterStatus.PENDING)
    return notice


def without_addresses(text: str, addresses: Iterable[str]) -> str:
    """What a server said, with these addresses masked in whatever case it wrote them."""
    for address in addresses:
        parts = re.split(re.escape(address), text, flags=re.IGNORECASE)
        text = masked_text(address).join(parts)
    return text
