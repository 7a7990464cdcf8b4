"""The reader's language: Spanish unless they choose another, remembered by their browser."""

from flask import Blueprint, Flask, redirect, request
from flask.typing import ResponseReturnValue

from web.i18n import LANGUAGES
from web.site import LANGUAGE, forget_reader, site

A_YEAR = 365 * 24 * 3600

blueprint = Blueprint("language", __name__)


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(blueprint)
    app.teardown_request(lambda _error: forget_reader())


@blueprint.post("/idioma")
def choose() -> ResponseReturnValue:
    """Read in another language from now on, on the same page."""
    chosen = request.form.get("language", "")
    response = redirect(_here(request.form.get("back", "/")), 303)
    if chosen in LANGUAGES:
        name, secure = site().cookie_name(LANGUAGE), site().is_served_securely
        response.set_cookie(name, chosen, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
    return response


def _here(path: str) -> str:
    """A path of this site; the entrance for whatever leads elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"
