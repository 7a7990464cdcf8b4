"""Terms and deliveries as a calendar that programs read (RFC 5545)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bpmn.messages import Message, lazy_gettext
from engine.instances.views.deliveries import Delivery
from engine.instances.views.inbox import Entry
from web.i18n import Translator

HALF_AN_HOUR = timedelta(minutes=30)
"""So long stands a term in the calendar, and ends with it."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the events lead: `base` is the site, the others give the path of a step and of an instance."""

    base: str
    step: Callable[[Entry], str]
    instance: Callable[[Delivery], str]


def as_icalendar(
    due: Iterable[Entry], delivered: Iterable[Delivery], addresses: Addresses, gettext: Translator, *, name: str
) -> bytes:
    """A calendar of steps that have a term, and of deliveries, each a day. The same for the same rows: so that a
    program that asks again is told that nothing changed."""
    calendar = Calendar()
    calendar.add("prodid", "-//Cauce//Cauce//ES")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", gettext("Cauce: {person}", person=name))
    calendar.add("refresh-interval;value=duration", "PT1H")
    for entry in due:
        if entry.item.due_at is not None:
            calendar.add_component(_step(entry, entry.item.due_at, addresses, gettext))
    for each in delivered:
        calendar.add_component(_delivery(each, addresses, gettext))
    text: bytes = calendar.to_ical()
    return text


def _step(entry: Entry, due_at: datetime, addresses: Addresses, gettext: Translator) -> Event:
    event, item = Event(), entry.item
    event.add("uid", f"{item.id}@{_host(addresses)}")
    event.add("dtstamp", item.enabled_at)
    event.add("dtstart", due_at - HALF_AN_HOUR)
    event.add("dtend", due_at)
    what = f"{item.name} · {entry.area or item.area}" if item.area else item.name
    event.add("summary", f"{what} · {entry.client or entry.folio}")
    event.add("description", _said(gettext, lazy_gettext("Term of a step of {folio}.", folio=entry.folio)))
    event.add("url", addresses.base + addresses.step(entry))
    return event


def _delivery(each: Delivery, addresses: Addresses, gettext: Translator) -> Event:
    event = Event()
    event.add("uid", f"{each.folio}.entrega@{_host(addresses)}")
    event.add("dtstamp", datetime.combine(each.day, time.min, ZoneInfo("UTC")))
    event.add("dtstart", each.day)
    event.add("dtend", each.day + timedelta(days=1))
    event.add("summary", f"{gettext('Delivery')}: {each.client or each.folio}")
    event.add("description", " · ".join(filter(None, (each.folio, each.title))))
    event.add("url", addresses.base + addresses.instance(each))
    event.add("transp", "TRANSPARENT")
    return event


def _said(gettext: Translator, message: Message) -> str:
    return gettext.render(message)


def _host(addresses: Addresses) -> str:
    return addresses.base.partition("://")[2].partition("/")[0].partition(":")[0] or "cauce"
