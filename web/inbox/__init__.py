"""My open work: the list, a step with its form, and completing it."""

from flask import Flask

from web.inbox import assigning, views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(assigning.blueprint)
