"""Inicio: what waits for somebody and for their lanes, and what others make them wait for."""

from flask import Flask

from web.home import views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
