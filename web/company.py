"""The company's logo, as pages show it: the name stands in the settings, the picture has an address."""

from flask import Blueprint, Flask, Response, url_for
from werkzeug.exceptions import NotFound

from web.site import site

A_YEAR = 365 * 24 * 3600

blueprint = Blueprint("company", __name__)


def install(app: Flask) -> None:
    """Add the feature to `app`, and the address of the logo to its templates."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["logo_address"] = logo_address


def logo_address() -> str | None:
    """Where the logo is; None without one. Another logo has another address, so browsers keep this one."""
    logo = site().settings.company.logo
    return None if logo is None else url_for("company.logo", v=logo.digest)


@blueprint.get("/logotipo")
def logo() -> Response:
    """The logo, for everybody: clients see it, and whoever has not come in yet."""
    found = site().settings.company.logo
    if found is None:
        raise NotFound
    response = Response(found.content, mimetype=found.media_type)
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    # An SVG that somebody opens by itself draws, and does nothing else.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
