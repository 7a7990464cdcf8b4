"""A page of a person's inbox: view, search, filters, order and cursor, as the query string gives them.

The address is the view: whoever keeps it, or gives it to somebody, has the same filters again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity, Process
from engine.calendar.office import OfficeCalendar
from engine.clock import from_text, to_text
from engine.db import Connection
from engine.instances.models import NO_TERM
from engine.instances.views import inbox
from engine.instances.views.inbox import Cursor, Order, View, Wanted
from engine.instances.views.standing import MOST, Count, Counted, Desk
from web.pages.lanes import Lanes

PER_PAGE = 50
ARRIVED = "llegada"
LATE = "vencidas"
WAITING = "espera"
# What each tab is called in an address, on the page, and by the engine.
TABS: Mapping[str, tuple[Message, View]] = {
    "": (lazy_gettext("To do"), "open"),
    "mias": (lazy_gettext("Mine"), "taken"),
    "carriles": (lazy_gettext("Of my lanes"), "lanes"),
    LATE: (lazy_gettext("Overdue"), "open"),
    WAITING: (lazy_gettext("Waiting for others"), "waiting"),
    "hechas": (lazy_gettext("Done by me"), "done"),
}
DUE: Mapping[str, Message] = {
    "vencido": lazy_gettext("Overdue"),
    "hoy": lazy_gettext("Today"),
    "semana": lazy_gettext("This week"),
    "sin": lazy_gettext("Without a term"),
}
"""By when it is due, as an address has it."""
FILTERS = ("procedimiento", "paso", "carril", "cliente", "plazo")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: procedures (where there are several), steps and lanes, by id."""

    processes: Mapping[str, str]
    steps: Mapping[str, str]
    lanes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of one tab. `behind` is where the next page begins, for its address; None after the last.

    `counted` is what waits in all, `filters` what the address asks for besides the tab, the words and the order, and
    `total` how much there is like that.
    """

    tab: str
    words: str
    filters: Mapping[str, str]
    order: str
    first: bool
    entries: tuple[inbox.Entry, ...]
    behind: str | None
    counted: Counted
    total: Count

    @property
    def done(self) -> bool:
        """Whether it shows what was done, and not what is to be done."""
        return TABS[self.tab][1] == "done"

    @property
    def waiting(self) -> bool:
        """Whether it shows what others have to do."""
        return self.tab == WAITING

    @property
    def narrowed(self) -> bool:
        """Whether something of the tab is left out."""
        return bool(self.words or self.filters)

    def count(self, tab: str) -> Count:
        """How much there is in a tab, whatever is asked for besides."""
        return count_of(self.counted, tab)

    def address(self, **other: str) -> dict[str, str]:
        """The parts of an address that asks for the first page of the same, or of what is `other` about it."""
        said = {"ver": self.tab, "q": self.words, **self.filters, "orden": self.order} | other
        return {name: value for name, value in said.items() if value}


def count_of(counted: Counted, tab: str) -> Count:
    """How much there is in a tab."""
    by_tab = {"": "open", "mias": "mine", "carriles": "lanes", LATE: "late", WAITING: "waiting", "hechas": "done"}
    found: Count = getattr(counted, by_tab[tab])
    return found


def inbox_of(
    connection: Connection,
    desk: Desk,
    counted: Counted,
    args: Mapping[str, str],
    steps: Mapping[str, str],
    office: OfficeCalendar,
    now: datetime,
) -> Inbox:
    """A page of the inbox of a desk for which so much waits (`counted`); an invalid value in `args` counts as absent.

    `steps` are the names of the steps of the procedures in force, by their id.
    """
    tab = args.get("ver", "") if args.get("ver", "") in TABS else ""
    words = _text(args, "q")
    filters = {name: value for name in FILTERS if (value := _text(args, name))}
    if filters.get("plazo", "vencido") not in DUE or tab == "hechas":
        filters.pop("plazo", None)
    order = ARRIVED if args.get("orden") == ARRIVED and tab not in ("hechas", WAITING, LATE) else ""
    wanted = _wanted(tab, words, filters, order, office, now)
    after = _cursor(args.get("despues", ""))
    asked = connection, desk, wanted, counted.queues
    entries, end = inbox.page(*asked, named=steps, after=after, limit=PER_PAGE)
    total = count_of(counted, tab)
    if words or filters:
        whole = after is None and end is None
        total = Count(len(entries)) if whole else inbox.total(*asked, named=steps, most=MOST)
    behind = f"{end.place}~{end.id}" if end else None
    return Inbox(tab, words, filters, order, after is None, tuple(entries), behind, counted, total)


def choices(processes: list[Process], steps: list[Activity], counted: Counted, lanes: Lanes) -> Choices:
    """What the filters offer: the steps in force, in their order, and of older versions what still waits."""
    by_id = {step.id: step.name or step.id for step in steps}
    for each in counted.queues:
        by_id.setdefault(each.queue.element, each.name)
    drawn = [lane.id for process in processes for lane in process.lanes]
    waiting = [each.queue.lane for each in counted.queues if each.queue.lane]
    names = {each.id: each.document.title or each.name or each.id for each in processes}
    return Choices(
        names if len(names) > 1 else {}, by_id, {id: lanes[id].name for id in dict.fromkeys([*drawn, *waiting])}
    )


def _wanted(
    tab: str, words: str, filters: Mapping[str, str], order: str, office: OfficeCalendar, now: datetime
) -> Wanted:
    by: Order = "arrived" if order == ARRIVED else "due"
    wanted = Wanted(
        TABS[tab][1],
        by,
        words,
        process=filters.get("procedimiento", ""),
        element=filters.get("paso", ""),
        lane=filters.get("carril", ""),
        client=filters.get("cliente", ""),
    )
    if tab == LATE:
        wanted = replace(wanted, due_until=now)
    today = now.astimezone(office.zone).date()
    match filters.get("plazo"):
        case "vencido":
            return replace(wanted, due_until=now)
        case "hoy":
            return replace(wanted, due_from=_begin(today, office), due_until=_begin(today + timedelta(days=1), office))
        case "semana":
            monday = today - timedelta(days=today.weekday())
            return replace(
                wanted, due_from=_begin(monday, office), due_until=_begin(monday + timedelta(days=7), office)
            )
        case "sin":
            return replace(wanted, no_term=True)
    return wanted


def _begin(day: date, office: OfficeCalendar) -> datetime:
    return datetime.combine(day, time.min, office.zone)


def _text(args: Mapping[str, str], name: str) -> str:
    return args.get(name, "").replace("\x00", "").strip()[:200]


def _cursor(text: str) -> Cursor | None:
    at, _, id_ = text.partition("~")
    try:
        if at != NO_TERM:
            at = to_text(from_text(at))
        return Cursor(at, id_.replace("\x00", "")) if id_ else None
    except ValueError:
        return None
