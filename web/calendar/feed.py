"""One's terms in a calendar of one's own: the private address, which can be ended, and what it gives."""

from datetime import timedelta

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity import calendar_feeds
from engine.instances.reading import reader_of
from engine.instances.views import inbox
from engine.instances.views.deliveries import deliveries
from engine.instances.views.inbox import Wanted
from engine.instances.views.standing import Desk, counted
from web.calendar.icalendar_text import Addresses, as_icalendar
from web.sent_twice import UNKNOWN, leads_to
from web.session import actor, require_person
from web.site import site
from web.transactions import reading, writing

PAST, AHEAD = timedelta(days=60), timedelta(days=366)
MOST = 500
"""So many steps, and so many deliveries, at the most."""

blueprint = Blueprint("agenda", __name__, url_prefix="/calendario/agenda", template_folder="templates")
public = Blueprint("agenda_feed", __name__, url_prefix="/calendario/agenda")
blueprint.before_request(require_person)


@blueprint.get("")
def mine() -> ResponseReturnValue:
    """My private address: whether I have one, and how it is given to a calendar program."""
    return _draw()


@blueprint.post("")
def make() -> ResponseReturnValue:
    """Make one, in the place of the one that I had, and show it this once."""
    with writing() as connection:
        lanes = request.form.get("lanes") == "si"
        secret = calendar_feeds.make(connection, lanes=lanes, actor=actor().id, at=site().clock())
    response = Response(_draw(secret), content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/terminar")
def revoke() -> ResponseReturnValue:
    """End it: whoever has it reads nothing more."""
    with writing(UNKNOWN) as connection:
        calendar_feeds.revoke(connection, actor=actor().id, at=site().clock())
        then = leads_to(connection, url_for(".mine"))
    return redirect(then, 303)


@public.get("/<secret>.ics")
def feed(secret: str) -> ResponseReturnValue:
    """What is due, for whoever has the address: a calendar program brings no session."""
    now = site().clock()
    with reading() as connection:
        who, lanes = calendar_feeds.find(connection, secret, at=now)
        desk = Desk.of(who)
        waits = counted(connection, desk, now)
        wanted = Wanted("open" if lanes else "taken", "due", due_from=now - PAST, due_until=now + AHEAD)
        due, _ = inbox.page(connection, desk, wanted, waits.queues, limit=MOST)
        sees = reader_of(connection, site().runtime, who)
        today = now.astimezone(site().zone).date()
        days = today - PAST, today + AHEAD
        delivered = deliveries(connection, sees, *days, limit=MOST) if lanes else []
    addresses = Addresses(
        site().settings.base_url or request.host_url.rstrip("/"),
        lambda entry: url_for("inbox.work", id=entry.item.id),
        lambda each: url_for("opportunities.show", folio=each.folio),
    )
    text = as_icalendar(due, delivered, addresses, site().gettext, name=who.name)
    response = Response(text, content_type="text/calendar; charset=utf-8")
    response.headers |= {"Cache-Control": "private, no-cache", "Content-Disposition": 'inline; filename="cauce.ics"'}
    response.add_etag()
    return response.make_conditional(request)


def _draw(secret: str | None = None) -> str:
    with reading() as connection:
        found = calendar_feeds.of_person(connection, actor().id)
    base = site().settings.base_url or request.host_url.rstrip("/")
    address = None if secret is None else base + url_for("agenda_feed.feed", secret=secret)
    return render_template("calendar/agenda.html", feed=found, address=address)
