"""The manual, for whoever works on the site: a page for each audience."""

from flask import Flask

from web.help import views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
