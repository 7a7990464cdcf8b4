"""Suplencias: who does whose work while they are away, set by oneself, by one's head or by an administrator."""

from flask import Flask

from web.substitution import views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
