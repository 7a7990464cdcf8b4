"""The reader's language: Spanish unless they choose another, remembered by their browser."""

from flask import Blueprint, Flask, redirect, request
from flask.typing import ResponseReturnValue

from web.i18n import LANGUAGES
from web.site import LANGUAGE, site

A_YEAR = 365 * 24 * 3600

blueprint = Blueprint("language", __name__)


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(blueprint)


@blueprint.post("/idioma")
def choose() -> ResponseReturnValue:
    """Read in another language from now on, on the same page."""
    chosen = request.form.get("language", "")
    response = redirect(_here(request.form.get("back", "/")), 303)
    if chosen in LANGUAGES:
        response.set_cookie(
            LANGUAGE, chosen, max_age=A_YEAR, httponly=True, samesite="Lax", secure=site().is_served_securely
        )
    return response


def _here(path: str) -> str:
    """A path of this site; the entrance for whatever leads elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"
