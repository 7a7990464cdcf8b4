"""Records: one on the page with its files, and the templates by which those of a procedure are written."""

from flask import Flask

from web.records import templates, views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(templates.blueprint)
