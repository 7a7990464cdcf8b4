"""Auditing: finding an instance, replaying its history, verifying it, and taking the proof along."""

from flask import Flask

from web.audit import openings_view, searching, views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(openings_view.blueprint)
    app.register_blueprint(searching.blueprint)
