"""Whose identity of the company's provider it is, as an administrator says."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.sign_on import people
from web.session import actor, require_administrator
from web.site import site
from web.transactions import writing

blueprint = Blueprint("identities", __name__, url_prefix="/administracion")
blueprint.before_request(require_administrator)


@blueprint.post("/personas/<id>/identidades")
def link(id: str) -> ResponseReturnValue:
    """Say that an identity is this person's."""
    then = url_for("administration.person", id=id)
    with writing(then) as connection:
        people.link(connection, id, *_identity(), actor=actor().id, at=site().clock())
    return redirect(then, 303)


@blueprint.post("/personas/<id>/identidades/quitar")
def unlink(id: str) -> ResponseReturnValue:
    """Say that it is not; their sessions end."""
    then = url_for("administration.person", id=id)
    with writing(then) as connection:
        people.unlink(connection, id, *_identity(), actor=actor().id, at=site().clock())
    return redirect(then, 303)


def _identity() -> tuple[str, str]:
    """Issuer and subject as they were sent; of the site's own provider where no other was."""
    ours = site().settings.sign_on
    issuer = request.form.get("issuer", "").strip() or (ours.issuer if ours is not None else "")
    return issuer, request.form.get("subject", "").strip()
