"""What the provider says when somebody leaves it, or is made to: they leave Cauce too (back-channel logout)."""

import logging

from flask import Blueprint, Flask, Response, request

from engine.history.channels import OIDC
from engine.sign_on import people
from engine.sign_on.errors import ProviderUnreachable, ProviderWrong, SignOnRefused
from web.auth.sign_on import KEY, provider
from web.site import site
from web.transactions import come_by, writing

log = logging.getLogger("cauce.sign_on")
blueprint = Blueprint("sign_off", __name__)


def install(app: Flask) -> None:
    """Add the feature to `app`, if its settings name a provider."""
    if KEY in app.extensions:
        app.register_blueprint(blueprint)


@blueprint.post("/entrar/empresa/fin")
def end() -> Response:
    """End the sessions that somebody came into by the provider, if it signed that theirs there has ended."""
    come_by(OIDC)
    ours = provider()
    try:
        subject = ours.ended(request.form.get("logout_token", ""), site().clock())
    except (ProviderUnreachable, ProviderWrong, SignOnRefused) as error:
        log.warning("nobody was signed off: %s", error)
        return _answer(400)
    with writing() as connection:
        people.end_sessions(connection, ours.settings.issuer, subject)
    return _answer(200)


def _answer(status: int) -> Response:
    return Response(status=status, headers={"Cache-Control": "no-store"}, content_type="text/plain")
