"""The calendar: everybody reads on which days nobody works; administrators decide."""

from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from engine.calendar import commands, queries, record
from engine.calendar.commands import FIRST, LAST, LONGEST
from engine.errors import EngineError, Invalid
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances import terms
from engine.instances.commands import ReasonRequired
from web import errors
from web.sent_twice import UNKNOWN, leads_to
from web.session import actor, require_person
from web.site import site
from web.texts.calendar import CHANGES, FIELDS, WORKS, YES
from web.transactions import reading, writing

blueprint = Blueprint("calendar", __name__, url_prefix="/calendario", template_folder="templates")


@blueprint.before_request
def _only_people() -> Response | None:
    return require_person()


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The days of a year that are not like others, and who decided so."""
    return _draw()


@blueprint.post("")
def decide() -> ResponseReturnValue:
    """Decide of a day; what is wrong comes back with what was written."""
    form = request.form
    day, name, works = form.get("day", ""), form.get("name", ""), form.get("works") == YES
    try:
        with writing(UNKNOWN) as connection:
            found = commands.decide(connection, day, works=works, name=name, actor=actor().id, at=site().clock())
            told = {"año": str(found.year), "recalcular": "1", "motivo": name}
            then = leads_to(connection, f"{url_for('.index')}?{urlencode(told)}#recalcular")
    except Invalid as error:
        return _draw(error)
    return redirect(then, 303)


@blueprint.post("/quitar")
def withdraw() -> ResponseReturnValue:
    """Take a decision back."""
    with writing(UNKNOWN) as connection:
        day = commands.withdraw(connection, request.form.get("day", ""), actor=actor().id, at=site().clock())
        then = leads_to(connection, url_for(".index", año=day.year, recalcular=1, _anchor="recalcular"))
    return redirect(then, 303)


@blueprint.post("/recalcular")
def recount() -> ResponseReturnValue:
    """Have the open terms counted anew, a share at a time."""
    form = request.form
    after, before = form.get("after", 0, type=int), form.get("changed", 0, type=int)
    try:
        with writing(UNKNOWN) as connection:
            reason, who, at = form.get("reason", ""), actor().id, site().clock()
            found, more = terms.recount(connection, site().runtime, reason, actor=who, at=at, after=max(after, 0))
            told = {"recalculados": str(max(before, 0) + found), "motivo": reason}
            told |= {} if more is None else {"sigue": str(more)}
            then = leads_to(connection, f"{url_for('.index')}?{urlencode(told)}#recalcular")
    except ReasonRequired as error:
        return _draw(error)
    return redirect(then, 303)


def _draw(refusal: EngineError | None = None) -> ResponseReturnValue:
    year = _year()
    with reading() as connection:
        page = render_template(
            "calendar/index.html",
            year=year,
            days=queries.year(connection, year, site().locale),
            changes=record.changes(connection, year),
            may_decide=ADMINISTRATOR in actor().roles,
            first=FIRST,
            last=LAST,
            longest=LONGEST,
            refusal=refusal,
            wrong=FIELDS.get(refusal.code) if refusal else None,
            typed=request.form,
            asked=request.args,
            counted=request.args.get("recalculados", type=int),
            more=request.args.get("sigue", type=int),
            words={"changes": CHANGES, "works": WORKS, "yes": YES},
        )
    return page if refusal is None else (page, errors.status(refusal))


def _year() -> int:
    """The year in the address; this one where it says none of which anything is known."""
    year = request.args.get("año", type=int)
    return year if year is not None and FIRST <= year <= LAST else site().clock().astimezone(site().zone).year
