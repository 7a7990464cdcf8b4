"""Webhooks, for administrators: which systems are told what happens, how each stands, and deciding about them."""

from flask import Flask

from web.webhooks import views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
