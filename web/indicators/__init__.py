"""Indicators: what all histories of a procedure say together, on its diagram, drawn and as tables."""

from flask import Flask

from web.indicators import views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
