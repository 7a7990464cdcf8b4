"""The calendar of deliveries: when clients are to have what they asked for, and when one's own steps are due."""

from datetime import date, datetime, time

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engine.calendar import queries
from engine.db import Connection
from engine.instances.views import inbox
from engine.instances.views.deliveries import deliveries
from engine.instances.views.inbox import Wanted
from engine.instances.views.standing import Desk, counted
from web.calendar.month import month_in, month_of, shown
from web.pages.office import office_at
from web.pages.reader import reader
from web.session import actor, require_person
from web.site import site
from web.transactions import reading

MOST = 300
"""So many deliveries, and so many steps, of one month."""

blueprint = Blueprint("deliveries", __name__, url_prefix="/calendario/entregas", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("")
def month() -> ResponseReturnValue:
    """A month of deliveries that one sees and of one's own terms."""
    now, desk = site().clock(), Desk.of(actor())
    first = month_in(request.args.get("mes", ""), now.astimezone(site().zone).date())
    begin, end = shown(first)
    with reading() as connection:
        waits = counted(connection, desk, now)
        office = office_at(waits.calendar)
        found = deliveries(connection, reader(), begin, end, limit=MOST + 1)
        wanted = Wanted("open", "due", due_from=_at(begin), due_until=_at(end))
        due, more = inbox.page(connection, desk, wanted, waits.queues, limit=MOST)
        rests = {each.day: each.name for year in {begin.year, end.year} for each in _noted(connection, year)}
    drawn = month_of(first, found[:MOST], due, office, rests, now)
    cut = len(found) > MOST or more is not None
    return render_template("calendar/month.html", month=drawn, cut=cut, now=now)


def _noted(connection: Connection, year: int) -> list[queries.NotedDay]:
    return queries.year(connection, year, site().locale)


def _at(day: date) -> datetime:
    return datetime.combine(day, time.min, site().zone)
