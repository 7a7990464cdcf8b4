"""My open work: the list, a step with its form, and completing it."""

from flask import Flask

from web.inbox import assigning, returning, several, views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(assigning.blueprint)
    app.register_blueprint(several.blueprint)
    app.register_blueprint(returning.blueprint)
