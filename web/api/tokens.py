"""One's own tokens, on a page: what there are, making one, revoking one. A secret is shown once, as it is made."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import EngineError
from engine.identity import tokens
from engine.identity.tokens import BadTokenLife, Scope
from web import errors
from web.sent_twice import UNKNOWN, leads_to
from web.session import actor, require_person
from web.site import site
from web.texts.tokens import SCOPES
from web.transactions import reading, writing

blueprint = Blueprint("tokens", __name__, url_prefix="/cuenta/tokens", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.get("")
def mine() -> ResponseReturnValue:
    """My tokens."""
    return _draw()


@blueprint.post("")
def make() -> ResponseReturnValue:
    """Make one, and show its secret this once. Sent twice, two are made: no secret is kept, to be shown again."""
    form = request.form
    scopes = [each for each in Scope if each in form.getlist("scope")]
    try:
        days = _days(form.get("days", ""))
        with writing() as connection:
            name = form.get("name", "")
            made = tokens.make(connection, name, scopes, days, actor=actor().id, at=site().clock())
    except EngineError as error:
        return _draw(refusal=error), errors.status(error)
    response = Response(_draw(secret=made[1]), content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<id>/revocar")
def revoke(id: str) -> ResponseReturnValue:
    """End one of mine, or, as an administrator, somebody's."""
    with writing(UNKNOWN) as connection:
        whose = tokens.revoke(connection, id, actor=actor().id, at=site().clock())
        theirs = whose != actor().id
        page = url_for("administration.person", id=whose, _anchor="tokens") if theirs else url_for(".mine")
        then = leads_to(connection, page)
    return redirect(then, 303)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise BadTokenLife(longest=tokens.LONGEST)
    return int(text)


def _draw(*, secret: str | None = None, refusal: EngineError | None = None) -> str:
    with reading() as connection:
        found = tokens.of_person(connection, actor().id, at=site().clock())
    typed = request.form if refusal is not None else {}
    shown = {"tokens": found, "secret": secret, "refusal": refusal, "typed": typed, "SCOPES": SCOPES}
    chosen = request.form.getlist("scope") if refusal is not None else [Scope.READ, Scope.WORK]
    return render_template("api/tokens.html", **shown, chosen=chosen, lasts=tokens.LASTS, longest=tokens.LONGEST)
