"""Muestras: drawing a sample of instances, and its worksheets."""

from flask import Flask

from web.samples import views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
