"""The view of the home page: parse, authorise, queries, respond."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine.audits.queries import waiting_for as findings_for
from engine.definitions.waiting import waiting_for
from engine.identity.queries import holders
from engine.incidents.queries import how_many
from engine.instances.views import inbox
from engine.instances.views.inbox import Wanted
from engine.instances.views.load import loads
from engine.instances.views.standing import Desk, counted
from engine.replay import inquiry
from engine.replay.rights import may_audit
from web.home.overview import bounds_of_week, by_lane, held_by, shares, week_of
from web.pages.navigation import offer
from web.pages.office import office_at
from web.pages.procedures import startable
from web.session import actor, require_person
from web.site import site
from web.texts.audits import FINDING_STATUSES
from web.texts.versions import STEPS
from web.transactions import reading

FIRST = 6
"""So many of one's own steps."""
MOST = 100
"""So many steps of the week, and so many that wait for others, are looked at."""

blueprint = Blueprint("home", __name__, url_prefix="/inicio", template_folder="templates")
blueprint.before_request(require_person)
offer(blueprint, "home.show", lazy_gettext("Home"), order=5)


@blueprint.get("")
def show() -> ResponseReturnValue:
    """What waits for me, this week's terms, how my lanes stand, on whom I wait, and the load of those whom I head."""
    desk, now = Desk.of(actor()), site().clock()
    with reading() as connection:
        waits = counted(connection, desk, now)
        office = office_at(waits.calendar)
        since, until = bounds_of_week(office, now)
        mine, _ = inbox.page(connection, desk, Wanted("open", "due"), waits.queues, limit=FIRST)
        due = Wanted("open", "due", due_from=since, due_until=until)
        week, more = inbox.page(connection, desk, due, waits.queues, limit=MOST)
        others, _ = inbox.page(connection, desk, Wanted("waiting"), waits.queues, limit=MOST)
        held = holders(connection) if actor().heads else {}
        team = {person for role in actor().heads for person in held.get(role, ())}
        found = {
            "load": shares(loads(connection, team, now)) if len(team) > 1 else [],
            "documents": waiting_for(connection, actor(), site().signing),
            "audit_findings": findings_for(connection, actor()),
            "repairs": how_many(connection, site().runtime, actor()),
            "alarms": len(inquiry.alarms(connection)) if may_audit(actor()) else 0,
            "processes": startable(connection, site().runtime, actor()),
        }
    shown = {"waits": waits, "mine": mine, "week": week_of(week, office, now), "more": more is not None}
    shown |= {"lanes_of_mine": by_lane(waits.queues), "others": held_by(others), "DOCUMENT_STEPS": STEPS, "now": now}
    shown |= {"FINDING_STATUSES": FINDING_STATUSES}
    return render_template("home/index.html", **shown, **found)
