"""Avisos: what a person was told, how they want to be told, and the texts of the owner of a procedure."""

from flask import Flask

from web.notices import texts, views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(texts.blueprint)
