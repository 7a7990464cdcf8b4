"""Minería: histories as event logs that tools for process mining read, with the diagrams to replay them on."""

from flask import Flask

from web.mining import views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
