"""Incidencias: what cannot go on, why, and what to do, for those who repair procedures."""

from flask import Flask

from web.incidents import views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
