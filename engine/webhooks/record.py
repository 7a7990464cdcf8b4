"""The ledger of webhooks: who had which system told of what, and what was done about it since.

The table of webhooks is what its entries give (`given`). A secret is known to the ledger by its SHA-256, and so is an
address, of which only the server stands in an entry: what follows it may be as good as a password.
"""

import hashlib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from urllib.parse import urlsplit

from engine.history.entry_types import define
from engine.history.ledger import Entry
from engine.webhooks.models import WebhookStatus

WEBHOOKS = "webhooks"


class ChangeType(StrEnum):
    """What was done about a webhook."""

    MADE = "webhook_made"
    CHANGED = "webhook_changed"
    SECRET_CHANGED = "webhook_secret_changed"
    PAUSED = "webhook_paused"
    RESUMED = "webhook_resumed"
    REPLAYED = "webhook_replayed"
    """What happened since an event is told again, or what is missing is not told any more."""
    TESTED = "webhook_tested"
    REMOVED = "webhook_removed"


_SAYS = ("name", "server", "url", "process", "types")
define(WEBHOOKS, ChangeType.MADE, (*_SAYS, "secret"))
define(WEBHOOKS, ChangeType.CHANGED, _SAYS)
define(WEBHOOKS, ChangeType.SECRET_CHANGED, ("secret", "former"))
define(WEBHOOKS, ChangeType.REPLAYED, ("after",))
for _type in (ChangeType.PAUSED, ChangeType.RESUMED, ChangeType.TESTED, ChangeType.REMOVED):
    define(WEBHOOKS, _type)


def digest(text: str) -> str:
    """What the ledger knows of a secret or an address: its hexadecimal SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()


def server_of(url: str) -> str:
    """Scheme, host and port of an address: what may be shown of it to whoever reads."""
    return urlsplit(url)._replace(path="", query="", fragment="").geturl()


def says(name: str, url: str, process_id: str | None, types: Iterable[str]) -> dict[str, object]:
    """What an entry says of a webhook as it is made or changed."""
    return {
        "name": name,
        "server": server_of(url),
        "url": digest(url),
        "process": process_id,
        "types": sorted(types),
    }


def given(entries: Iterable[Entry]) -> dict[str, dict[str, object]]:
    """The rows of the table of webhooks that entries give, by id: what `says` names, with status, digests of the
    secrets, and who made it when. Raises KeyError for an entry that lacks what its type has."""
    found: dict[str, dict[str, object]] = {}
    for entry in entries:
        if entry.type == ChangeType.MADE:
            made = {"made_by": entry.actor, "made_at": entry.at, "status": WebhookStatus.ACTIVE.value, "former": None}
            found[entry.subject] = _row(entry.says, made)
            continue
        row = found.get(entry.subject)
        if row is None:
            continue  # its other entries are about one that is gone, or never was: its chain says which
        match entry.type:
            case ChangeType.CHANGED:
                found[entry.subject] = _row(entry.says, row)
            case ChangeType.SECRET_CHANGED:
                row |= {"secret": entry.says["secret"], "former": entry.says["former"]}
            case ChangeType.PAUSED:
                row["status"] = WebhookStatus.PAUSED.value
            case ChangeType.RESUMED:
                row["status"] = WebhookStatus.ACTIVE.value
            case ChangeType.REMOVED:
                del found[entry.subject]
    return found


def _row(said: Mapping[str, object], row: Mapping[str, object]) -> dict[str, object]:
    names = (*_SAYS, *(["secret"] if "secret" in said else []))
    return {**row, **{name: said[name] for name in names if name != "server"}}
