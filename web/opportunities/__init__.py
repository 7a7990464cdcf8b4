"""The opportunities: all of them, and one with its data, its open work and its history."""

from flask import Flask

from web.opportunities import views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
