"""Políticas: whether histories keep the policies of their procedure."""

from flask import Flask

from web.policies.views import blueprint


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(blueprint)
