"""Substitutions: everybody sets their own, heads those of their people, administrators everybody's."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from engine.errors import EngineError, Invalid, NotFound
from engine.identity import queries, substituting, substitutions
from engine.identity.queries import Person
from engine.telling.substitutions import end_substitution, set_substitute
from web import errors
from web.sent_twice import UNKNOWN, leads_to
from web.session import actor, require_person
from web.site import site
from web.texts.substitutions import FIELDS
from web.transactions import reading, writing

blueprint = Blueprint("substitution", __name__, url_prefix="/suplencias", template_folder="templates")


@blueprint.before_request
def _only_people() -> Response | None:
    return require_person()


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Who stands in for whom, as far as it concerns whoever asks, and a form to set it."""
    return _draw()


@blueprint.post("")
def set_() -> ResponseReturnValue:
    """Set a substitution; what is wrong comes back with what was written."""
    form, here = request.form, site()
    try:
        first, last = substituting.days(form.get("from", ""), form.get("until", ""))
        with writing(UNKNOWN) as connection:
            made = set_substitute(
                connection,
                form.get("person", ""),
                form.get("substitute", ""),
                first,
                last,
                zone=here.zone,
                words=here.runtime.words,
                actor=actor().id,
                at=here.clock(),
            )
            then = leads_to(connection, url_for(".index", _anchor=f"s{made.id}"))
    except (Invalid, NotFound, substituting.AlreadySubstituted) as error:
        return _draw(error)
    return redirect(then, 303)


@blueprint.post("/<int:id>/terminar")
def end(id: int) -> ResponseReturnValue:
    """End a substitution now, or take it back before it begins."""
    here = site()
    with writing(url_for(".index")) as connection:
        end_substitution(connection, id, words=here.runtime.words, actor=actor().id, at=here.clock())
    return redirect(url_for(".index"), 303)


def _draw(refusal: EngineError | None = None) -> ResponseReturnValue:
    me, at = actor(), site().clock()
    with reading() as connection:
        everybody = {each.id: each for each in queries.all_people(connection) if each.active}
        mine = [each for each in everybody.values() if substituting.may_set(connection, each, me)]
        may = {each.id for each in mine}
        found = [
            each
            for each in substitutions.all_substitutions(connection, at=at)
            if each.person in may or me.id == each.substitute
        ]
        page = render_template(
            "substitution/index.html",
            found=found,
            may=may,
            at=at,
            today=at.astimezone(site().zone).date(),
            mine=sorted(mine, key=lambda each: (each.id != me.id, _sorted_by(each))),
            everybody=sorted(everybody.values(), key=_sorted_by),
            refusal=refusal,
            wrong=FIELDS.get(refusal.code) if refusal else None,
            typed=request.form,
        )
    return page if refusal is None else (page, errors.status(refusal))


def _sorted_by(person: Person) -> tuple[str, str]:
    return person.name.casefold(), person.id
