"""Commands over webhooks, for administrators; each is entered in the ledger (`record`)."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from engine import canonical_json
from engine.clock import to_text
from engine.definitions.queries import process_names
from engine.errors import Conflict, Invalid, NotFound
from engine.history import ledger
from engine.history.event_types import REGISTRY
from engine.identity.commands import require_administrator
from engine.notifications import outbox
from engine.notifications.signing import secret_of
from engine.setting_parts.networks import Network
from engine.statements import wait_for
from engine.webhooks import feed, lines, queries
from engine.webhooks.addresses import usable
from engine.webhooks.lines import line_of
from engine.webhooks.models import WebhookStatus, webhooks
from engine.webhooks.queries import Webhook
from engine.webhooks.record import WEBHOOKS, ChangeType, digest, says

LONGEST = 80
NAMES = "cauce webhooks"
"""What whoever gives a webhook a name waits for, so that of two who give the same one at once one is told."""
BYTES = 32
BOTH = timedelta(hours=24)
"""How long a former secret goes on signing beside the new one, so that a receiver can be given that in its own time."""
USUAL = tuple(sorted(type_.name for type_ in REGISTRY.values() if type_.handed_off))
"""The types of events that a webhook is told of where nobody says which."""


class BadWebhookName(Invalid):
    """A webhook without a name, or with one that is too long to be read in a list. Details: `longest`."""

    code = "bad_webhook_name"


class NoEventTypes(Invalid):
    """A webhook that would be told of nothing."""

    code = "no_event_types"


class WebhookExists(Conflict):
    """There is one of that name already. Details: `name`."""

    code = "webhook_exists"


class WebhookNotActive(Conflict):
    """It is paused, so nothing is sent. Details: `name`."""

    code = "webhook_not_active"


def add(
    connection: Connection,
    name: str,
    url: str,
    types: Collection[str] = USUAL,
    process_id: str | None = None,
    *,
    networks: Sequence[Network],
    actor: str,
    at: datetime,
) -> tuple[int, str]:
    """Have a system told of what happens from now on; gives the webhook's id, and the secret that what is sent is
    signed with: nobody is shown it again.

    `networks` are those of the company's own to which webhooks may go. Raises NotAllowed, BadWebhookName,
    BadWebhookAddress, NoEventTypes, NotFound (kind ``event_type`` or ``process``), WebhookExists.
    """
    require_administrator(connection, actor)
    called, address, chosen = _checked(connection, name, url, types, process_id, networks)
    wait_for(connection, NAMES)
    _require_free(connection, called, None)
    secret = secret_of(secrets.token_bytes(BYTES))
    row = {
        "name": called,
        "url": address,
        "process_id": process_id,
        "types": canonical_json.dumps(list(chosen)),
        "status": WebhookStatus.ACTIVE,
        "secret": secret,
        "made_by": actor,
        "made_at": at,
        "after": feed.last(connection),
        "round": 0,
    }
    id: int = connection.execute(insert(webhooks).values(row).returning(webhooks.c.id)).scalar_one()
    said = {**says(called, address, process_id, chosen), "secret": digest(secret)}
    entry = ledger.append(connection, WEBHOOKS, ChangeType.MADE, str(id), said, actor=actor, at=at)
    if entry.moment != at:  # the clock stood behind the entry before
        connection.execute(update(webhooks).where(webhooks.c.id == id).values(made_at=entry.moment))
    return id, secret


def change(
    connection: Connection,
    id: int,
    name: str,
    url: str,
    types: Collection[str],
    process_id: str | None,
    *,
    networks: Sequence[Network],
    actor: str,
    at: datetime,
) -> None:
    """Change what a webhook is called, where it goes and what it is told of, from now on; what waits goes to the new
    address. Raises what `add` does, NotFound (kind ``webhook``)."""
    require_administrator(connection, actor)
    found = queries.webhook(connection, id, lock=True)
    called, address, chosen = _checked(connection, name, url, types, process_id, networks)
    wait_for(connection, NAMES)
    _require_free(connection, called, id)
    if (found.name, found.url, found.types, found.process_id) == (called, address, chosen, process_id):
        return
    row = {"name": called, "url": address, "types": canonical_json.dumps(list(chosen)), "process_id": process_id}
    connection.execute(update(webhooks).where(webhooks.c.id == id).values(row))
    _enter(connection, ChangeType.CHANGED, id, says(called, address, process_id, chosen), actor, at)


def change_secret(connection: Connection, id: int, *, at_once: bool, actor: str, at: datetime) -> str:
    """Give a webhook another secret; gives that, and nobody is shown it again. The former one signs beside it for
    `BOTH`, unless it is to end `at_once`, as when somebody else has it.

    Raises NotAllowed, NotFound (kind ``webhook``).
    """
    require_administrator(connection, actor)
    queries.webhook(connection, id, lock=True)
    former = None
    if not at_once:
        former = connection.execute(select(webhooks.c.secret).where(webhooks.c.id == id)).scalar_one()
    secret = secret_of(secrets.token_bytes(BYTES))
    row = {"secret": secret, "former_secret": former, "former_until": None if at_once else at + BOTH}
    connection.execute(update(webhooks).where(webhooks.c.id == id).values(row))
    said: dict[str, object] = {"secret": digest(secret), "former": None if former is None else digest(former)}
    _enter(connection, ChangeType.SECRET_CHANGED, id, said, actor, at)
    return secret


def pause(connection: Connection, id: int, *, actor: str, at: datetime) -> None:
    """Send a webhook nothing more until it is resumed; what happens meanwhile is told then.

    Raises NotAllowed, NotFound (kind ``webhook``).
    """
    require_administrator(connection, actor)
    found = queries.webhook(connection, id, lock=True)
    if found.status is WebhookStatus.PAUSED:
        return
    _rewind(connection, found, lines.take_back(connection, id))
    connection.execute(update(webhooks).where(webhooks.c.id == id).values(status=WebhookStatus.PAUSED))
    _enter(connection, ChangeType.PAUSED, id, {}, actor, at)


def resume(connection: Connection, id: int, *, actor: str, at: datetime) -> None:
    """Go on telling a webhook that was paused, from where it was. Raises NotAllowed, NotFound (kind ``webhook``)."""
    require_administrator(connection, actor)
    if queries.webhook(connection, id, lock=True).status is WebhookStatus.ACTIVE:
        return
    connection.execute(update(webhooks).where(webhooks.c.id == id).values(status=WebhookStatus.ACTIVE))
    _enter(connection, ChangeType.RESUMED, id, {}, actor, at)


def replay(connection: Connection, id: int, after: int, *, actor: str, at: datetime) -> int:
    """Tell a webhook everything again that stands behind the place `after`, in order and under the same ids; what
    waited is part of that, or is left out. Gives the place, which is at most that of the last event.

    Raises NotAllowed, NotFound (kind ``webhook``).
    """
    require_administrator(connection, actor)
    found = queries.webhook(connection, id, lock=True)
    lines.take_back(connection, id)
    place = max(0, min(after, feed.last(connection)))
    _rewind(connection, found, place)
    _enter(connection, ChangeType.REPLAYED, id, {"after": place}, actor, at)
    return place


def replay_since(connection: Connection, id: int, since: datetime, *, actor: str, at: datetime) -> int:
    """The same for everything since a moment; a little more, never less."""
    return replay(connection, id, feed.place_before(connection, since), actor=actor, at=at)


def try_out(connection: Connection, id: int, *, actor: str, at: datetime) -> None:
    """Send a webhook an event of a type that means nothing, to see whether it arrives: behind what waits.

    Raises NotAllowed, NotFound (kind ``webhook``), WebhookNotActive.
    """
    require_administrator(connection, actor)
    found = queries.webhook(connection, id, lock=True)
    if found.status is not WebhookStatus.ACTIVE:
        raise WebhookNotActive(name=found.name)
    entry = _enter(connection, ChangeType.TESTED, id, {}, actor, at)
    event = {"type": ChangeType.TESTED.value, "id": f"webhook:{id}:{entry.seq}", "at": to_text(at)}
    payload = {"webhook": id, "to": [found.name], "event": event}
    outbox.in_line(connection, line_of(id), [(f"webhook.{id}.{entry.seq}", payload)], at=at)


def remove(connection: Connection, id: int, *, actor: str, at: datetime) -> None:
    """Tell a webhook nothing more, for good. Raises NotAllowed, NotFound (kind ``webhook``)."""
    require_administrator(connection, actor)
    queries.webhook(connection, id, lock=True)
    lines.take_back(connection, id)
    connection.execute(delete(webhooks).where(webhooks.c.id == id))
    _enter(connection, ChangeType.REMOVED, id, {}, actor, at)


def _rewind(connection: Connection, found: Webhook, place: int | None) -> None:
    """Go on behind a place; None stays where it is. What is written again is another letter."""
    if place is not None:
        row = {"after": place, "round": found.round + 1}
        connection.execute(update(webhooks).where(webhooks.c.id == found.id).values(row))


def _checked(
    connection: Connection,
    name: str,
    url: str,
    types: Collection[str],
    process_id: str | None,
    networks: Sequence[Network],
) -> tuple[str, str, tuple[str, ...]]:
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST or not called.isprintable():
        raise BadWebhookName(longest=LONGEST)
    address = usable(url, networks)
    chosen = tuple(sorted(set(types)))
    if not chosen:
        raise NoEventTypes()
    for each in chosen:
        if each not in REGISTRY:
            raise NotFound(kind="event_type", id=each)
    if process_id is not None and process_id not in process_names(connection):
        raise NotFound(kind="process", id=process_id)
    return called, address, chosen


def _require_free(connection: Connection, name: str, id: int | None) -> None:
    there = connection.execute(select(webhooks.c.id).where(webhooks.c.name == name)).scalar()
    if there is not None and there != id:
        raise WebhookExists(name=name)


def _enter(
    connection: Connection, type_: ChangeType, id: int, said: dict[str, object], actor: str, at: datetime
) -> ledger.Entry:
    return ledger.append(connection, WEBHOOKS, type_, str(id), said, actor=actor, at=at)
