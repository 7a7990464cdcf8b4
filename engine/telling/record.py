"""The ledger of telling: how each person wants to be told, and what the owner of a procedure has people told.

The tables of channels and texts are what its entries give (`given`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from engine.history.entry_types import define
from engine.history.ledger import Entry
from engine.telling.texts import Text

TELLING = "telling"


class ChangeType(StrEnum):
    """What somebody decided. The subject is a person's id, or that of a procedure."""

    CHANNEL_CHOSEN = "channel_chosen"
    TEXT_WRITTEN = "notice_text_written"
    TEXT_RESTORED = "notice_text_restored"
    """The text of a kind is the one that is shipped again."""


define(TELLING, ChangeType.CHANNEL_CHOSEN, ("kind", "channel"))
define(TELLING, ChangeType.TEXT_WRITTEN, ("kind", "subject", "body"))
define(TELLING, ChangeType.TEXT_RESTORED, ("kind",))


@dataclass(frozen=True, slots=True)
class Given:
    """What entries give: channels by person and kind, texts by procedure and kind."""

    channels: dict[tuple[str, str], str] = field(default_factory=dict)
    texts: dict[tuple[str, str], Text] = field(default_factory=dict)


def given(entries: Iterable[Entry]) -> Given:
    """What the tables must hold after these entries. Raises KeyError for an entry that lacks what its type has."""
    found = Given()
    for entry in entries:
        says = entry.says
        key = entry.subject, str(says["kind"])
        match entry.type:
            case ChangeType.CHANNEL_CHOSEN:
                found.channels[key] = str(says["channel"])
            case ChangeType.TEXT_WRITTEN:
                found.texts[key] = Text(str(says["subject"]), str(says["body"]))
            case ChangeType.TEXT_RESTORED:
                found.texts.pop(key, None)
    return found
