"""Pages for whoever is outside: one link, one form, no account. And what our own people do with those links."""

from flask import Flask

from web.portal import links, views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(links.blueprint)
