"""A person's desk as the address asks for it: which tab, which words, from where on."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.messages import Message, msg
from engine.clock import from_text, to_text
from engine.db import Connection
from engine.identity.queries import Person
from engine.instances import desk
from engine.instances.inbox import Cursor

PER_PAGE = 50
# What each tab is called in an address, on the page, and by the engine.
TABS: Mapping[str, tuple[Message, str]] = {
    "": (msg("To do"), "open"),
    "mias": (msg("Mine"), "taken"),
    "carriles": (msg("Of my lanes"), "free"),
    "hechas": (msg("Done by me"), "done"),
}


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of one tab. `behind` is where the next page begins, for its address; None after the last."""

    tab: str
    words: str
    first: bool
    entries: tuple[desk.Entry, ...]
    behind: str | None

    @property
    def done(self) -> bool:
        """Whether it shows what was done, and not what is to be done."""
        return TABS[self.tab][1] == "done"

    def address(self) -> dict[str, str]:
        """The parts of an address that asks for the first page of the same."""
        return {name: value for name, value in (("ver", self.tab), ("q", self.words)) if value}


def inbox_of(connection: Connection, person: Person, args: Mapping[str, str]) -> Inbox:
    """What `person` asked to see of their desk; what the address says wrongly counts as not said."""
    tab = args.get("ver", "") if args.get("ver", "") in TABS else ""
    words = args.get("q", "").strip()[:200]
    after = _cursor(args.get("despues", ""))
    entries, end = desk.page(connection, person.id, TABS[tab][1], text=words, after=after, limit=PER_PAGE)
    return Inbox(tab, words, after is None, tuple(entries), f"{to_text(end.enabled_at)}~{end.id}" if end else None)


def _cursor(text: str) -> Cursor | None:
    at, _, id_ = text.partition("~")
    try:
        return Cursor(from_text(at), id_.replace("\x00", "")) if id_ else None
    except ValueError:
        return None
