"""Who heads each role, for who administers."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import NotFound
from engine.identity import heads, queries
from web.session import actor, require_administrator
from web.site import site
from web.transactions import reading, writing

blueprint = Blueprint("heading", __name__, url_prefix="/administracion", template_folder="templates")
blueprint.before_request(require_administrator)


@blueprint.get("/roles/<id>")
def role(id: str) -> ResponseReturnValue:
    """One role: who holds it, who heads it."""
    with reading() as connection:
        found = next((each for each in queries.all_roles(connection) if each.id == id), None)
        named = heads.named_heads(connection).get(id, ())
        everybody = queries.all_people(connection)
    if found is None:
        raise NotFound(kind="role", id=id)
    able = [each for each in everybody if each.active or each.id in named]
    return render_template("auth/role.html", role=found, named=named, people=sorted(able, key=lambda each: each.name))


@blueprint.post("/roles/<id>/a-cargo")
def set_heads(id: str) -> ResponseReturnValue:
    """Say who heads a role."""
    then, named = url_for("administration.people", _anchor="a-cargo"), request.form.getlist("person")
    with writing(then) as connection:
        heads.set_heads(connection, id, [each for each in named if each], actor=actor().id, at=site().clock())
    return redirect(then, 303)
