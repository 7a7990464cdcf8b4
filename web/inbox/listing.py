"""A page of a person's inbox: tab, search words, order and cursor, as the query string gives them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bpmn.messages import Message, lazy_gettext
from engine.clock import from_text, to_text
from engine.db import Connection
from engine.identity.queries import Person
from engine.instances.views import inbox
from engine.instances.views.role_sets import Cursor

PER_PAGE = 50
MOST_BY_TERM = 200
"""How many steps are put in the order of their terms: no index has that order, and the cost may not grow with them."""
BY_TERM = "plazo"
# What each tab is called in an address, on the page, and by the engine.
TABS: Mapping[str, tuple[Message, inbox.View]] = {
    "": (lazy_gettext("To do"), "open"),
    "mias": (lazy_gettext("Mine"), "taken"),
    "carriles": (lazy_gettext("Of my lanes"), "free"),
    "hechas": (lazy_gettext("Done by me"), "done"),
}


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of one tab. `behind` is where the next page begins, for its address; None after the last.

    `order` is "", as work came in, or BY_TERM; `cut`: more wait than are put in the order of their terms.
    """

    tab: str
    words: str
    first: bool
    entries: tuple[inbox.Entry, ...]
    behind: str | None
    order: str = ""
    cut: bool = False

    @property
    def done(self) -> bool:
        """Whether it shows what was done, and not what is to be done."""
        return TABS[self.tab][1] == "done"

    @property
    def whole(self) -> bool:
        """Whether nothing of it is on another page."""
        return self.first and self.behind is None and not self.cut

    def overdue(self, now: datetime) -> int:
        """How many of the steps on this page should have been done by `now`."""
        return 0 if self.done else sum(each.item.due_at is not None and each.item.due_at < now for each in self.entries)

    def address(self, **other: str) -> dict[str, str]:
        """The parts of an address that asks for the first page of the same, or of what is `other` about it."""
        said = {"ver": self.tab, "q": self.words, "orden": self.order} | other
        return {name: value for name, value in said.items() if value}


def inbox_of(connection: Connection, person: Person, args: Mapping[str, str]) -> Inbox:
    """A page of the inbox of `person`; an invalid value in `args` counts as absent."""
    tab = args.get("ver", "") if args.get("ver", "") in TABS else ""
    words = args.get("q", "").strip()[:200]
    view = TABS[tab][1]
    if args.get("orden") == BY_TERM and view != "done":
        entries, end = inbox.page(connection, person.id, view, text=words, limit=MOST_BY_TERM)
        return Inbox(tab, words, True, tuple(sorted(entries, key=_term)), None, BY_TERM, end is not None)
    after = _cursor(args.get("despues", ""))
    entries, end = inbox.page(connection, person.id, view, text=words, after=after, limit=PER_PAGE)
    return Inbox(tab, words, after is None, tuple(entries), f"{to_text(end.enabled_at)}~{end.id}" if end else None)


def _term(entry: inbox.Entry) -> tuple[bool, datetime]:
    """What is due first comes first; what has no term last, as it came in."""
    return entry.item.due_at is None, entry.item.due_at or entry.item.enabled_at


def _cursor(text: str) -> Cursor | None:
    at, _, id_ = text.partition("~")
    try:
        return Cursor(from_text(at), id_.replace("\x00", "")) if id_ else None
    except ValueError:
        return None
